// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// node answers.js MODULE.wasm...: what V8 says of each exported function, called with 0 to 4: a line
// of JSON per module, name -> answers: a number, "trap", or an exception as {tag, values}.
const fs = require("fs");

const TAGS = {a: ["i32"], b: ["i32", "i64", "f64"]};

function answer(exports, name, arg) {
    try {
        return exports[name](arg);
    } catch (error) {
        if (!(error instanceof WebAssembly.Exception)) {
            return "trap";
        }
        for (const tag of Object.keys(TAGS)) {
            if (error.is(exports[tag])) {
                const values = TAGS[tag].map((type, i) => `${type}:${error.getArg(exports[tag], i)}`);
                return {tag, values};
            }
        }
        return {tag: null, values: []};
    }
}

for (const path of process.argv.slice(2)) {
    const {exports} = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(path)));
    const names = Object.keys(exports).filter((name) => typeof exports[name] === "function");
    const all = names.map((name) => [name, [0, 1, 2, 3, 4].map((arg) => answer(exports, name, arg))]);
    console.log(JSON.stringify(Object.fromEntries(all)));
}
