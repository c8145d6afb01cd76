#!/usr/bin/env python3
# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
"""Projects outside the repository: make install into a root of its own, tw new, build, run and test of
what was installed there, with toolchains and without, and make uninstall.

tests/project/run_project.py [--all] [PREFIX]. --all: each template in each language, not some, and
firmware for a board, which builds the whole library. With a PREFIX what is installed there is tested,
and nothing is put down or removed.
"""
import concurrent.futures
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import ROOT, Suite, run  # noqa: E402

BOARD = "lm3s6965evb"
# Where shells look for them below a prefix.
COMPLETIONS = {"bash": "share/bash-completion/completions/tw", "zsh": "share/zsh/site-functions/_tw",
               "fish": "share/fish/vendor_completions.d/tw.fish"}
PREFIX = "/opt/tinywasm"
# What a machine without toolchains has.
PLAIN = ("sh", "sed", "dirname", "basename", "mktemp", "rm", "ls", "grep", "cat", "chmod")
# What each says in three seconds.
SAYS = {"simple": ["Loading module...", "pong"], "blink": ["== blink.wasm"], "buttons": ["Press a button"],
        "display": ["ping 1", "pong 3"], "filestore": ["TinyWASM filestore: type help"],
        "badge": ["> message.wasm"], "wasi": []}
SOME = {("buttons", "assemblyscript"), ("badge", "rust"), ("wasi", "rust")}


def templates():
    """(template, language) of all that there are."""
    with open(os.path.join(ROOT, "apps/templates.txt"), encoding="utf-8") as file:
        for line in file:
            words = line.split()
            for language in ("c", "rust", "zig", "tinygo", "assemblyscript"):
                names = [f"{words[2]}_{language}"] + ([words[2]] if language == "c" else [])
                if any(os.path.exists(f"{ROOT}/modules/{name}/{name}.wasm") for name in names):
                    if words[0] != "#":
                        yield words[0], language


def write(path, text, mode="w"):
    with open(path, mode, encoding="utf-8") as file:
        file.write(text)


class Place:
    """A folder of projects, and the tool that is installed."""

    def __init__(self, prefix, folder):
        self.prefix = prefix
        self.folder = folder
        self.tool = os.path.join(prefix, "bin/tw")
        self.plain = os.path.join(folder, ".plain")
        os.makedirs(self.plain)
        for name in PLAIN:
            os.symlink(shutil.which(name), os.path.join(self.plain, name))

    def tw(self, *words, at="", plain=False):
        environment = {"PATH": self.plain} if plain else {}
        return run(self.tool, *words, cwd=os.path.join(self.folder, at), timeout=600, **environment)

    def new(self, name, *words):
        return self.tw("new", "project", name, *words)

    def path(self, *words):
        return os.path.join(self.folder, *words)


def expect(done, code=0, *texts):
    """What is wrong, or ""."""
    missing = [text for text in texts if text not in done.out]
    if done.code != code or missing:
        return f"exit code {done.code}, not {code}, or without {missing}:\n{done.out}"
    return ""


def listed(folder):
    return {os.path.relpath(os.path.join(where, name), folder) for where, _, names in os.walk(folder)
            for name in names}


# --- installation --------------------------------------------------------------------------------

def test_install(suite, stage):
    done = run("tools/install", DESTDIR=stage, PREFIX=PREFIX, timeout=900)
    suite.check("make_install_puts_the_tool_down", expect(done, 0, "Installed "))
    prefix = stage + PREFIX
    with open(os.path.join(prefix, "share/tinywasm/installed.txt"), encoding="utf-8") as file:
        known = set(file.read().split("\n")) - {""}
    suite.check("the_list_of_files_is_what_is_there", known ^ listed(prefix))
    texts = [path for end in ("cmake", "pc", "txt") for path in
             glob.glob(f"{prefix}/**/*.{end}", recursive=True)]
    for shell, path in COMPLETIONS.items():
        with open(os.path.join(prefix, path), encoding="utf-8") as file:
            ours, theirs = file.read(), run(os.path.join(prefix, "bin/tw"), "completions", shell).out
        suite.check(f"make_install_puts_completions_for_{shell}_down",
                    (path not in known or ours != theirs or f"completions {shell}" not in ours) and ours)
    bad = [path for path in texts if any(word in open(path, encoding="utf-8").read()
                                         for word in (ROOT + "/", stage))]
    suite.check("what_is_installed_names_no_path_of_this_machine", bad or not texts)
    link_toolchains(prefix)
    return prefix


def link_toolchains(prefix):
    """What tools/setup of the SDK would bring anew."""
    for name in ("ziglang", "node_modules"):
        os.symlink(f"{ROOT}/build/deps/{name}", f"{prefix}/share/tinywasm/build/deps/{name}")


def test_uninstall(suite, stage):
    write(os.path.join(stage + PREFIX, "bin/other"), "not ours")
    again = run("tools/install", DESTDIR=stage, PREFIX=PREFIX, timeout=900)
    suite.check("a_second_install_takes_the_place_of_the_first", expect(again, 0, "Installed "))
    done = run("tools/install", "uninstall", DESTDIR=stage, PREFIX=PREFIX)
    left = listed(stage)
    suite.check("make_uninstall_leaves_nothing_but_what_is_of_others",
                expect(done) or left != {PREFIX[1:] + "/bin/other"} and left)
    done = run("tools/install", "uninstall", DESTDIR=stage, PREFIX=PREFIX)
    suite.check("uninstall_of_nothing_is_an_error", expect(done, 1, "nothing is installed"))


def test_package(suite, place):
    folder = place.path("package")
    place.new("plain", "--template", "simple")
    steps = (("cmake", "-S", place.path("plain"), "-B", folder, f"-DCMAKE_PREFIX_PATH={place.prefix}"),
             ("cmake", "--build", folder, "--parallel", "2"))
    problem = next((done.out for done in (run(*step, timeout=300) for step in steps) if done.code), "")
    suite.check("a_project_builds_by_cmake_alone", problem)
    done = place.tw("sim", "--until", "1s", os.path.join(folder, "plain"))
    suite.check("and_runs", expect(done, 0, "pong"))
    check_network(suite, place)
    fields = dict(re.findall(r"^(\w+)[=:]\s*(.*)$", open(glob.glob(
        f"{place.prefix}/lib/**/tinywasm.pc", recursive=True)[0], encoding="utf-8").read(), re.M))
    fields["pcfiledir"] = os.path.dirname(glob.glob(f"{place.prefix}/lib/**/tinywasm.pc", recursive=True)[0])

    def full(text):
        while "${" in text:
            text = re.sub(r"\$\{(\w+)\}", lambda found: fields[found[1]], text)
        return text.split()
    program = place.path("by_pkg_config")
    done = run("cc", "-std=c11", *full(fields["Cflags"]), f"{ROOT}/tests/consumer/main.c", "-o", program,
               *full(fields["Libs"]))
    suite.check("the_words_of_pkg_config_compile_and_link", expect(done))
    done = run(program, f"{ROOT}/modules/ping/ping.wasm")
    suite.check("what_they_linked_runs", expect(done, 0, "pong"))


def check_network(suite, place):
    """All of the network from an outside project, on the PC and, with --all, built of the SDK's sources,
    on a board."""
    sdk = f"{place.prefix}/share/tinywasm/cmake"
    builds = [("host", [f"-DCMAKE_PREFIX_PATH={place.prefix}"])]
    if "--all" in sys.argv:
        builds.append(("mps2-an385", ["-DCMAKE_BUILD_TYPE=MinSizeRel", f"-Dtinywasm_DIR={sdk}/package",
                                      f"-DCMAKE_TOOLCHAIN_FILE={sdk}/arm-none-eabi.cmake"]))
    for board, options in builds:
        folder = place.path(f"network-{board}")
        steps = (("cmake", "-S", f"{ROOT}/tests/consumer/network", "-B", folder, f"-DBOARD={board}",
                  *options),
                 ("cmake", "--build", folder, "--parallel", "2"))
        problem = next((done.out for done in (run(*step, timeout=600) for step in steps) if done.code), "")
        suite.check(f"the_network_of_an_outside_project_builds_for_{board}", problem)
        program = os.path.join(folder, "network")
        done = run(program) if board == "host" else run("tools/emulate", board, program + ".elf", timeout=60)
        suite.check(f"and_starts_on_{board}", expect(done, 0, "the network is up"))


# --- templates -----------------------------------------------------------------------------------

def check_run(place, name, template, plain=False):
    words = ("--", "World") if template == "wasi" else ("--until", "3s")
    done = place.tw("run", *words, at=name, plain=plain)
    return expect(done, 0, *(["Hello, World!"] if template == "wasi" else SAYS[template]))


def test_template(suite, place, template, language):
    name = f"{template}-{language}"
    done = place.new(name, "--template", template, "--lang", language)
    suite.check(f"{name}_is_made", expect(done, 0, "tw run"))
    suite.check(f"{name}_runs_as_it_came_without_toolchains", check_run(place, name, template, True))
    done = place.tw("test", at=name, plain=True)
    suite.check(f"{name}_passes_its_tests_without_toolchains", expect(done, 0, "1 passed, 0 failed"))
    if language != "tinygo":  # tests/languages/run_tinygo.py compiles those
        done = place.tw("build", "modules", "--all", at=name)
        suite.check(f"{name}_is_compiled", expect(done, 0, "compiling", " B") or
                    ("as it came" in done.out and done.out))
    suite.check(f"{name}_runs", check_run(place, name, template))
    done = place.tw("test", at=name)
    suite.check(f"{name}_passes_its_tests", expect(done, 0, "1 passed, 0 failed") or
                ("installed" in done.out and done.out))


def test_templates(suite, place, wanted):
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(suite.attempt, test_template, suite, place, *words) for words in wanted]:
            done.result()


# --- what goes wrong -----------------------------------------------------------------------------

def test_without_toolchains(suite, place):
    place.new("bare", "--template", "blink")
    done = place.tw("run", "--until", "1s", at="bare", plain=True)
    suite.check("it_is_said_what_a_rebuild_needs", expect(done, 0, "as it was installed", "apt-get install"))
    done = place.tw("build", "--board", BOARD, at="bare", plain=True)
    suite.check("a_board_needs_its_compiler", expect(done, 3, "gcc-arm-none-eabi", "run "))
    done = place.tw("build", "--set", "loop_ms=1", at="bare", plain=True)
    suite.check("a_parameter_needs_a_build", expect(done, 3, "apt-get install"))
    write(place.path("bare/main.c"), "// mine\n", "a")
    done = place.tw("run", "--until", "1s", at="bare", plain=True)
    suite.check("a_project_that_was_changed_is_not_the_template",
                expect(done, 3, "UNSUPPORTED", "apt-get install"))
    write(place.path("bare/modules/blink/blink.c"), "// mine\n", "a")
    done = place.tw("build", "modules", at="bare", plain=True)
    suite.check("a_module_that_was_changed_needs_its_compiler",
                expect(done, 3, "blink.c", "clang", "lld"))


# What tw says is missing of a command's toolchain; the SDK of this test has Zig's and AssemblyScript's.
COMMANDS_NEED = {"c": ("hello.c", "clang-19 lld-19 wasi-libc"), "rust": ("hello.rs", "libstd-rust-dev-wasm32"),
                 "zig": ("hello.zig", None), "tinygo": ("hello.go", "tools/setup tinygo"),
                 "assemblyscript": ("hello.ts", "tools/setup assemblyscript")}


def test_commands_without_toolchains(suite, place):
    for language, (source, needed) in COMMANDS_NEED.items():
        name = f"needs-{language}"
        place.new(name, "--template", "wasi", "--lang", language)
        write(place.path(name, "modules/hello", source), "// mine\n", "a")
        done = place.tw("build", at=name, plain=True)
        problem = expect(done, 3, f"modules/hello/{source}: ", needed) if needed else expect(done, 0, "compiling")
        suite.check(f"a_command_in_{language}_names_what_it_needs", problem)


def test_help(suite, place):
    """The help page has all templates, as apps/templates.txt says of them."""
    page = place.tw("help", "new").out
    with open(os.path.join(ROOT, "apps/templates.txt"), encoding="utf-8") as file:
        rows = [line.split(None, 4) for line in file if not line.startswith("#")]
    suite.check("there_are_templates", len(rows) < 7 and rows)
    missing = [row[0] for row in rows if not re.search(rf"{row[0]} +{re.escape(row[4].strip())}", page)]
    suite.check("the_help_has_every_template", missing)
    words = "|".join(row[0] for row in rows)
    suite.check("so_have_the_words_that_shells_complete", f"--template {words}" not in page and page)


def test_new(suite, place):
    for claim, words, text in (
            ("a_bad_name", ("new", "project", "../x"), "cannot be a name"),
            ("a_name_of_the_build", ("new", "project", "test"), "cannot be a name"),
            ("no_such_template", ("new", "project", "x", "--template", "nosuch"), "blink"),
            ("no_such_board", ("new", "project", "x", "--board", "nosuch"), "pico"),
            ("no_such_language", ("new", "project", "x", "--lang", "cobol"), "rust"),
            ("nothing", ("new",), "tw new project NAME"),
            ("no_option", ("new", "project", "x", "--nosuch", "y"), "--nosuch"),
            ("no_project", ("build",), "no tw.toml"), ("no_project_to_run", ("run",), "no tw.toml"),
            ("no_project_to_test", ("test",), "no tw.toml")):
        done = place.tw(*words)
        suite.check(f"{claim}_is_wrong_usage", expect(done, 2, text) or
                    (os.path.exists(place.path("x")) and "it made something"))
    place.new("twice")
    suite.check("what_is_there_is_not_overwritten", expect(place.new("twice"), 2, "is there already"))


def test_modules(suite, place):
    place.new("many", "--template", "badge")
    done = place.tw("new", "module", "second", "--lang", "rust", at="many")
    suite.check("a_module_of_the_projects_template_is_made", expect(done, 0, "modules/second/second.rs"))
    text = open(place.path("many/tw.toml"), encoding="utf-8").read()
    suite.check("and_is_in_the_list", 'modules = ["message", "second"]\n' not in text and text)
    done = place.tw("run", "--until", "1s", at="many/modules")
    suite.check("and_in_the_application_from_a_folder_below_too", expect(done, 0, "  second.wasm"))
    done = place.tw("new", "module", "alone", "--lang", "zig")
    suite.check("a_module_outside_of_a_project_is_made", expect(done, 0, "alone/alone.zig"))
    done = place.tw("build", "--all", at="alone")
    suite.check("and_is_compiled_in_its_folder", expect(done, 0, "zig", "compiling"))
    place.tw("new", "module", "greet", "--template", "wasi")
    suite.check("a_module_has_no_tests_of_a_project", sorted(os.listdir(place.path("greet"))) != [
        "greet.c", "greet.wasm", "link.flags"] or os.path.exists(place.path("tests")))
    os.makedirs(place.path("many/modules/empty"))
    done = place.tw("build", "modules", at="many")
    suite.check("a_folder_without_a_source_is_an_error", expect(done, 2, "modules/empty: NOENT"))


def test_build(suite, place):
    place.new("built", "--template", "blink")
    write(place.path("built/tests/fast.sim"), "at 50 ms expect led is on\nat 150 ms expect led is off "
          "within 1 ms\n")
    done = place.tw("test", "fast", at="built")
    suite.check("an_expectation_that_is_not_met_fails", expect(done, 1, "FAIL tests/fast.sim", "1 failed"))
    done = place.tw("test", "fast", "--set", "loop_ms=100", at="built")
    suite.check("a_parameter_has_the_value_that_set_gives", expect(done, 0, "pass tests/fast.sim"))
    for claim, word in (("unknown_parameter", "nosuch=1"), ("parameter_without_a_value", "loop_ms"),
                        ("value_that_is_code", "loop_ms=1;2")):
        done = place.tw("build", "--set", word, at="built")
        suite.check(f"{claim}_is_wrong_usage", expect(done, 2, "--set"))
    write(place.path("built/modules/blink/blink.c"), "int broken(\n", "a")
    done = place.tw("build", at="built")
    suite.check("what_does_not_compile_is_said", expect(done, 1, "error:", "it does not compile"))
    place.new("wrong")
    write(place.path("wrong/main.c"), "int broken(\n", "a")
    done = place.tw("build", at="wrong")
    suite.check("an_application_that_does_not_compile_is_said", expect(done, 1, "error:", "build/host.log"))


def test_transcripts(suite, place):
    place.new("told", "--template", "wasi")
    path = place.path("told/tests/hello.txt")
    write(path, "$ tw run -- 'two words' \"x\"\nHello, two words!\nHello, y!\n")
    done = place.tw("test", at="told")
    suite.check("a_transcript_that_differs_fails_and_says_where",
                expect(done, 1, "expected: Hello, y!", "got:      Hello, x!"))
    done = place.tw("test", "--update", at="told")
    suite.check("update_writes_it_anew", expect(done, 0, "written anew"))
    suite.check("and_then_it_passes", expect(place.tw("test", at="told"), 0, "1 passed, 0 failed"))
    write(path, "no transcript\n")
    suite.check("what_is_no_transcript_fails", expect(place.tw("test", at="told"), 1, "begin with a line"))
    os.remove(path)
    suite.check("no_test_at_all_is_an_error", expect(place.tw("test", at="told"), 2, "no test is there"))


def test_board(suite, place):
    place.new("board", "--template", "simple", "--board", BOARD)
    done = place.tw("run", "--until", "4s", at="board")
    suite.check("a_project_runs_on_an_emulated_board", expect(done, 0, "Calling ping...", "pong"))
    done = place.tw("build", at="board")
    suite.check("its_flash_and_ram_are_told", not re.search(
        r"flash +[\d,]+ B  of 262,144, \d+ %\n +RAM +[\d,]+ B  of 65,536", done.out) and done.out)


def told_by(place, *words):
    """Exit code, and what stdout alone has as JSON."""
    done = subprocess.run([place.tool, *words], cwd=place.path("data"), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=600, check=False)
    return done.returncode, json.loads(done.stdout)


def test_json(suite, place):
    place.new("data")
    code, told = told_by(place, "build", "--json")
    suite.check("build_tells_sizes_as_json", (
        code != 0 or [module["name"] for module in told["modules"]] != ["ping"] or told["board"] != "host" or
        told["program_bytes"] != os.path.getsize(place.path("data", told["program"]))) and told)
    write(place.path("data/tests/demo.sim"), 'expect "never" within 1 ms\n')
    code, told = told_by(place, "test", "--json")
    suite.check("test_tells_what_failed_as_json", (
        code != 1 or told["failed"] != 1 or "never" not in told["tests"][0]["said"]) and told)


def test_readme(suite, place):
    """The README's way: the lines with tw of the block that has tw new."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        block = next(text for text in re.findall(r"```sh\n(.*?)```", file.read(), re.S) if "tw new" in text)
    lines = [line.split("#")[0].strip() for line in block.splitlines() if re.search(r"\btw (new|run)", line)]
    suite.check("the_readme_has_two_commands", len(lines) != 2 and lines)
    os.makedirs(place.path("readme"))
    done = run("sh", "-ec", "; ".join(lines) + " --until 3s", cwd=place.path("readme"),
               PATH=f"{place.prefix}/bin:{os.environ['PATH']}")
    suite.check("they_make_the_led_blink", expect(done, 0, "== blink.wasm"))


def test_files(suite, place):
    """What tw run does with a file, as before."""
    ping = f"{ROOT}/modules/ping/ping.wasm"
    done = place.tw("run", ping)
    suite.check("a_module_that_is_no_command_lists_its_exports", expect(done, 0, "func ping: () -> ()"))
    done = place.tw("run", ping, "--invoke", "ping", "--stub")
    suite.check("invoke_calls_a_function", expect(done, 0, "call hosted.pong()"))
    done = place.tw("run", f"{ROOT}/modules/hello/hello.wasm")
    suite.check("the_exit_code_of_a_command_is_ours", expect(done, 1, "hello: whom?"))


def run_all(suite, place, wanted):
    test_templates(suite, place, wanted)
    for test in (test_without_toolchains, test_commands_without_toolchains, test_help, test_new,
                 test_modules, test_build, test_transcripts,
                 *((test_board,) if "--all" in sys.argv else ()),
                 test_json, test_readme, test_files, test_package):
        suite.attempt(test, suite, place)


def main():
    suite = Suite("project")
    words = [word for word in sys.argv[1:] if word != "--all"]
    wanted = [pair for pair in templates() if "--all" in sys.argv or pair[1] == "c" or pair in SOME]
    with tempfile.TemporaryDirectory() as folder:
        stage = os.path.join(folder, "stage")
        work = os.path.join(folder, "work")
        prefix = words[0] if words else test_install(suite, stage)
        run_all(suite, Place(prefix, work), wanted)
        if not words:
            test_uninstall(suite, stage)
    return suite.close()


if __name__ == "__main__":
    sys.exit(main())
