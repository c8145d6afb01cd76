// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What modules/hello is, in AssemblyScript.

const names = process.argv.slice(1);
for (let i = 0; i < names.length; i++) {
  process.stdout.write("Hello, " + names[i] + "!\n");
}
if (names.length == 0) {
  process.stderr.write("hello: whom? Give names\n");
  process.exit(1);
}
