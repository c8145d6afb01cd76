// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
//! What bench/host.c does, with wasmi: built in the place of wasmi_cli's own program, with its
//! versions of all that it needs.
//!
//!     wasmi FILE.wasm once|time NAME=ARG...
use std::time::Duration;
use wasmi::{Engine, Linker, Module, Store, TypedFunc};

type Work = TypedFunc<u32, u32>;

#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn bench_once(store: &mut Store<()>, work: &Work, arg: u32) -> u32 {
    let result = work.call(store, arg).expect("a workload ends well");
    std::hint::black_box(result)
}

#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: i64,
}

unsafe extern "C" {
    fn clock_gettime(clock: i32, now: &mut Timespec) -> i32;
}

const CLOCK_PROCESS_CPUTIME_ID: i32 = 2;

fn cpu_time() -> Duration {
    let mut now = Timespec { seconds: 0, nanoseconds: 0 };
    unsafe { clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &mut now) };
    Duration::new(now.seconds as u64, now.nanoseconds as u32)
}

fn measure(store: &mut Store<()>, work: &Work, arg: u32) -> (u32, u128) {
    let begun = cpu_time();
    let (mut calls, mut result) = (0, 0);
    loop {
        result = bench_once(store, work, arg);
        calls += 1;
        let spent = cpu_time() - begun;
        if spent >= Duration::from_millis(10) {
            return (result, spent.as_nanos() / calls);
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let engine = Engine::default();
    let bytes = std::fs::read(&args[1]).expect("the module");
    let module = Module::new(&engine, &bytes[..]).expect("a valid module");
    let mut store = Store::new(&engine, ());
    let linker = Linker::<()>::new(&engine);
    let instance = linker.instantiate_and_start(&mut store, &module).expect("an instance");
    for item in &args[3..] {
        let (name, arg) = item.split_once('=').expect("NAME=ARG");
        let arg: u32 = arg.parse().expect("a number");
        let work: Work = instance.get_typed_func(&store, name).expect("an export");
        if args[2] == "once" {
            work.call(&mut store, arg).expect("a workload ends well");
            let result = bench_once(&mut store, &work, arg);
            println!("workload {name} result {result}");
        } else {
            let (result, ns) = measure(&mut store, &work, arg);
            println!("workload {name} ns {ns} result {result}");
        }
    }
    println!("end");
}
