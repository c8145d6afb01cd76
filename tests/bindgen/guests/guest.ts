// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Uses all that the bindings of imports.wit have.

import { all } from "./imports";
export { cabi_realloc } from "./tinywasm";

export function start(x: i8): bool {
  const t = all.Thing.create(3);
  t.look(t);
  all.Thing.eat(t);
  t.drop();
  return x > 0;
}

export function update(): void {
  all.lists(StaticArray.fromArray<u8>([1]), StaticArray.fromArray<f64>([1.5]), StaticArray.fromArray<i16>([2]));
  const n = all.readName(3);
  all.scalars(true, 1, -1, 2, -2, 3, -3, 4, -4, 1.5, 2.5, 120);
  all.giveColor(all.Color.RED, all.Perms.READ);
  const c = new all.OptionColor();
  all.people(new all.Person(n, 3, new all.Point(1, 2.5), c));
  all.one();
  const s = new all.Shape();
  s.tag = all.Shape.LABEL;
  s.label = "l";
  all.shapes(s, new all.OptionF32(), new all.ResultU64Color());
  all.maybe();
  all.try_();
  all.make();
  all.draw();
  all.test();
  all.readMany(1);
}
