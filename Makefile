# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
# A short front: CMake builds (CMakePresets.json), the scripts in tools/ and tests/ do the rest.
# `make help` prints every target with the comment behind it.

.PHONY: help demo demo-hot test spec spec-variants matrix diff diff-long badinput fuzz bridge wasi wasi-programs full-programs wasm4 faults boards drone firmware sabotage size size-groups bench fresh fresh-new install uninstall single-file modules tw format clean setup
.DEFAULT_GOAL := help
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
GROUP ?= test
SPEC_GROUPS = spec spec-stream spec-sparse spec-kept spec-boards spec-boards-sparse spec-debug spec-clang spec-tiny spec-far spec-plain spec-i386 spec-powerpc spec-code-all spec-slices spec-stress spec-board spec-groups

help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1	\2/p' Makefile | awk -F '\t' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: ## a module on this PC, then on an emulated microcontroller; BOARD=b: that one, MODULE=f.wasm: yours
	@tools/demo "BOARD=$(BOARD)" "MODULE=$(MODULE)"

demo-hot: ## modules come and go on a running device, on this PC and on an emulated board; BOARD=b: there
	@tools/setup demo arm store python
	@python3 tools/demo_hot.py $(BOARD)

test: ## all quick tests; closes with `N passed, N failed, N skipped`; TESTS=long: those that take long
	@tools/setup test
	@python3 tests/run_tests.py $(TESTS)

spec: ## the official spec suite; FILE=name runs one file, VARIANT=i386 that build
	@tools/setup spec $(and $(VARIANT),variants)
	@python3 tests/spec/run_spec.py $(and $(VARIANT),--variant $(VARIANT)) $(FILE)

spec-variants: ## the suite in every build: pieces, slices, sanitizers, clang, 32 bits, big-endian ...
	@tools/setup test
	@python3 tests/run_tests.py $(SPEC_GROUPS)

diff: ## generated modules against wasmtime, of STANDARD and of FULL; N=n: how many of each, SEED=s: from which seed
	@tools/setup diff
	@python3 tests/diff/run_diff.py $(or $(N),2000) $(or $(SEED),1)

diff-long: ## make diff with twice 20,000 modules of new seeds
	@tools/setup diff
	@python3 tests/diff/run_diff.py $(or $(N),20000) $(or $(SEED),$(shell date +%s))

badinput: ## damaged and hostile modules in bulk under sanitizers; costs of loading are linear
	@tools/setup badinput
	@python3 tests/badinput/run_badinput.py

fuzz: ## random inputs under sanitizers; SECONDS=n for each target (60)
	@tools/setup fuzz
	@python3 tests/fuzz/run_fuzz.py --seconds $(or $(SECONDS),60)

matrix: ## the suite for compilers x optimisation x loops x profiles; build/matrix/results.json
	@tools/setup variants
	@python3 tests/spec/matrix.py

bridge: ## random interfaces in WIT, values through the bindings of host and guest; N=n interfaces, SEED=s
	@tools/setup test
	@python3 tests/bindgen/round_trips.py -n $(or $(N),31) --seed $(or $(SEED),1)

wasi: ## WASI preview 1: own programs, by wasmtime too, and ways out; WASI_TESTSUITE=DIR adds the official suite
	@tools/setup wasi
	@mkdir -p build && cmake --preset host >build/wasi-build.log 2>&1 && cmake --build --preset host --target tw >>build/wasi-build.log 2>&1 || (cat build/wasi-build.log; exit 1)
	@python3 tests/wasi/run_wasi.py

wasi-programs: ## a compressor, a database, JavaScript, C++ and Rust as command modules print what they do natively
	@tools/setup wasi-programs
	@mkdir -p build && cmake --preset host >build/wasi-build.log 2>&1 && cmake --build --preset host --target tw >>build/wasi-build.log 2>&1 || (cat build/wasi-build.log; exit 1)
	@python3 tests/wasi/run_programs.py

full-programs: ## C++ with exceptions, Lua by longjmp, Kotlin: as natively, in profile FULL, on the PC and a board
	@tools/setup full-programs guests boards
	@mkdir -p build && cmake --preset host >build/wasi-build.log 2>&1 && cmake --build --preset host --target tw >>build/wasi-build.log 2>&1 || (cat build/wasi-build.log; exit 1)
	@python3 tests/wasi/run_full.py

wasm4: ## WASM-4: the console, tw wasm4 and its window, sound and apps/wasm4 on emulated boards
	@tools/setup test variants wasm4-window
	@python3 tests/run_tests.py wasm4 wasm4-front wasm4-window wasm4-native wasm4-sound wasm4-boards

faults: ## power cut at every step of what a filestore does, and of running boards; ID=id, N=n: every n-th
	@tools/setup store arm interp
	@python3 tests/faults/run_faults.py -n $(or $(N),1) $(ID)

boards: ## the tests that run on emulated boards, and the examples on all; BOARD=b: one board
	@tools/setup boards python tw sim font shell
	@python3 tests/boards/run_boards.py $(BOARD)
	@$(if $(BOARD),,python3 tests/boards/run_net.py)
	@$(if $(BOARD),,python3 tests/examples/run_examples.py)
	@$(if $(BOARD),,tools/setup tls net-tests && python3 tests/run_tests.py remote-boards drone-boards tls)
	@$(if $(BOARD),,tools/setup net-tests && python3 tests/netbridge/run_weather.py)
	@$(if $(BOARD),,tools/setup ble-tests && python3 tests/ble/run_ble.py)

drone: ## a module flies a drone over WiFi, on the PC as a board and on emulated ones; losses on the way
	@tools/setup boards python tw sim
	@python3 tests/run_tests.py drone wifi-long drone-boards

firmware: ## the file that a board's boot loader takes, of apps/simple: BOARD=microbit, BOARD=pico
	@tools/firmware $(BOARD)

sabotage: ## plants a fault of each kind and shows that its harness finds it
	@tools/setup test wasm4-window ble-tests tls net-tests sabotage
	@python3 tests/sabotage/run_sabotage.py

size: ## flash and RAM on Cortex-M3, by room; fails above tools/size_budgets.json
	@tools/setup arm store tls ble
	@python3 tools/size.py

size-groups: ## flash and RAM of each feature group of profile FULL, on a board of each core
	@tools/setup boards
	@python3 tools/size_groups.py $(BOARD)

bench: ## instructions per workload against native code and peers, on Cortex-M3
	@tools/setup bench
	@python3 bench/run_bench.py

fresh: ## follows the README in a bare Debian 12 root, as root and as a user with sudo
	@tools/setup fresh
	@tools/fresh.sh

fresh-new: ## tw new and tw run of every template in a bare Debian 12: with toolchains, and without
	@tools/setup fresh tw store
	@tools/fresh_new.sh

single-file: ## the library as two files: build/tinywasm.c and build/tinywasm.h
	@python3 tools/single_file.py build

modules: ## compiles the sample modules anew
	@tools/setup guests
	@modules/build.sh

tw: ## the host tool: build/tw
	@tools/setup tw
	@cmake --preset host >/dev/null
	@cmake --build --preset host --target tw --parallel $(JOBS)

install: ## the tool and the SDK, below PREFIX (/usr/local); DESTDIR=d: into that root
	@tools/setup tw store
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" tools/install

uninstall: ## removes what make install put below PREFIX
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" tools/install uninstall

format: ## clang-format on the C files that differ from the last commit
	@tools/setup format
	@git diff --name-only --diff-filter=d HEAD -- '*.c' '*.h' | \
	    xargs -r "$$(command -v clang-format-22 || command -v clang-format)" -i

setup: ## installs what GROUP=g needs: demo boards spec guests bench fresh format, or test (all quick ones)
	@tools/setup $(GROUP)

clean: ## removes build/; downloads stay in the cache
	rm -rf build
