#!/usr/bin/env -S node --conditions=@heddle/source
/** `pnpm exec heddle` in this workspace: the program, from source. */
import "../src/bin.ts";
