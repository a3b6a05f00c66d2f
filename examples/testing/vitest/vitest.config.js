/** Runs the tests on the sources of Heddle: a project of your own needs no such file. */
import { defineConfig } from "vitest/config";

export default defineConfig({ ssr: { resolve: { conditions: ["@heddle/source"] } } });
