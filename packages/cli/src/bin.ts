#!/usr/bin/env node
/** The program `heddle`. */
import { start } from "./start.ts";

process.exitCode = await start(process);
