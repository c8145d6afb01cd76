// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Uses all that the bindings of all.wit have.

comptime {
    _ = @import("all");
}
const all = @import("all").all;
pub fn start(x: i8) bool {
    const t = all.Thing.new(3);
    _ = t.look(t);
    _ = all.Thing.eat(t);
    return x > 0;
}
pub fn update() void {
    var b: [32]u8 = undefined;
    const n = all.read_name(3, &b);
    _ = all.lists(n, &.{1.0}, &.{2});
    _ = all.scalars(true, 1, -1, 2, -2, 3, -3, 4, -4, 1.5, 2.5, 'x');
    _ = all.give_color(.green, .{ .read = true });
    _ = all.people(.{ .name = "a", .age = 3, .at = .{ .x = 1, .y = 2 }, .likes = .red });
    var p: [10]u8 = undefined;
    _ = all.one(&p);
    _ = all.shapes(.{ .circle = 1.5 }, 2.5, .{ .ok = 3 });
    _ = all.maybe();
    _ = all.@"try"();
    _ = all.make();
    var q: [9]u8 = undefined;
    _ = all.draw(&q);
    _ = all.@"test"();
    var m: [8]i16 = undefined;
    _ = all.read_many(1, &m);
}
pub fn name_of(p: all.Person, s: all.Shape) u8 {
    return switch (s) {
        .none => p.age,
        .label => |label| @truncate(label.len),
        else => @truncate(p.name.len),
    };
}

pub fn sum(a: []const u32, b: ?u64) u32 {
    return a.len + @as(u32, @truncate(b orelse 3));
}

pub fn pick(c: all.Color) all.Color {
    return c;
}

pub fn where(r: @import("all").handlers.ResultU8String) bool {
    return switch (r) {
        .ok => |number| number > 3,
        .err => |text| text.len == 0,
    };
}

pub fn outline(s: []const u8, t: struct { u8, f32 }) i64 {
    return @as(i64, t[0]) + s.len;
}

pub fn allow(p: all.Perms) all.Perms {
    return p;
}

pub fn whole(age: u8) all.Person {
    return .{ .name = "whole", .age = age, .at = .{ .x = 1, .y = 2 }, .likes = null };
}

pub fn shape_of(width: f32) all.Shape {
    return if (width > 1) .{ .circle = width } else .{ .label = "thin" };
}

pub fn tried() @import("all").handlers.ResultNoneNone {
    return .err;
}

pub fn found() @import("all").handlers.ResultListS16Color {
    return .{ .ok = &[_]i16{ 1, -2 } };
}
