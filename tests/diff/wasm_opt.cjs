// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Runs binaryen's wasm-opt many times in one process, which saves most of the time: its code is
// compiled once.
//
//     node wasm_opt.cjs WASM_OPT <<< '[["-ttf", ...], ...]'    an array of arguments for each run

const fs = require("fs");
const path = require("path");
const vm = require("vm");

const program = process.argv[2];
const parameters = ["require", "process", "WebAssembly", "__filename", "__dirname"];
const text = fs.readFileSync(program, "utf8").replace(/^#!.*/, "");
const start = vm.compileFunction(text, parameters, {filename: program});

// Gives it the module that was compiled for the first run.
let compiled = null;
const assembly = Object.create(WebAssembly, {
  instantiate: {
    value: async (bytes, imports) => {
      compiled ??= WebAssembly.compile(bytes);
      return {instance: await WebAssembly.instantiate(await compiled, imports)};
    },
  },
});

// What it believes to be its process; it sets the exit code last.
function exitCodeOf(args) {
  return new Promise((resolve) => {
    const its = Object.create(process, {
      argv: {value: [process.argv[0], program, ...args]},
      exitCode: {set: resolve},
    });
    start(require, its, assembly, program, path.dirname(program));
  });
}

async function main() {
  for (const args of JSON.parse(fs.readFileSync(0, "utf8"))) {
    const code = await exitCodeOf(args);
    if (code !== 0) {
      console.error(`wasm-opt ${args.join(" ")}: exit code ${code}`);
      process.exit(1);
    }
  }
}

main();
