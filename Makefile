# The commands of the project; everything else is in docs/building.md.
#
#   make demo    set up, build, and put a show on air (DEMO_EXIT=1: leave when it is)
#   make test    set up, build, run all tests
#   make crash   kill the program KILLS times (300) and look at what is left
#   make bench   build, print the benchmark table, write build/bench.json
#   make fuzz    build the fuzzer with clang and run it for FUZZ_SECONDS (600)
#   make check   the rules of the tree; make check-clang: what clang-16 and clang-tidy-16 find

PRESET ?= release
BUILD = $(if $(filter release,$(PRESET)),build,build-$(PRESET))

.PHONY: all setup setup-clang build demo test crash bench fuzz format check check-clang clean

all: build

setup:
	@script/setup --quiet

setup-clang:
	@script/setup --quiet --clang

build: setup
	@test -f $(BUILD)/build.ninja || cmake --preset $(PRESET) >$(BUILD).log 2>&1 || \
	  { cat $(BUILD).log; exit 1; }
	@cmake --build $(BUILD)

demo: setup
	@test -f build/build.ninja || cmake --preset release >build.log 2>&1 || { cat build.log; exit 1; }
	@cmake --build build --target takt
	@script/demo

test: build
	@cd $(BUILD) && ctest --output-on-failure --no-tests=error

crash: build
	@cd tests/process && TAKT=$(CURDIR)/$(BUILD)/takt KILLS=$(or $(KILLS),300) python3 -B test_crash.py

bench: build
	@script/bench $(BUILD)

# New inputs and what fails go to build-fuzz/found; -merge=1 (docs/building.md) takes the good ones over.
fuzz: setup-clang
	@test -f build-fuzz/build.ninja || cmake --preset fuzz
	@cmake --build build-fuzz --target fuzz_ingest
	@mkdir -p build-fuzz/found
	@cd build-fuzz && ASAN_OPTIONS=detect_leaks=0 ./fuzz_ingest -fork=1 -detect_leaks=0 \
	  -max_len=8192 -timeout=60 -rss_limit_mb=3000 -max_total_time=$(or $(FUZZ_SECONDS),600) \
	  -artifact_prefix=found/failed- found ../tests/fuzz/corpus

format:
	@script/format

check:
	@script/check-layers

check-clang: setup-clang
	@script/check-clang

clean:
	@rm -rf var/demo build build-debug build-asan build-tsan build-fuzz
