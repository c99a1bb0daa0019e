# The commands of the project; everything else is in docs/building.md.
#
#   make demo    set up, build, and put a show on air (DEMO_EXIT=1: leave when it is)
#   make test    set up, build, run all tests
#   make bench   build, print the benchmark table, write build/bench.json

PRESET ?= release
BUILD = $(if $(filter release,$(PRESET)),build,build-$(PRESET))

# ccache may reuse objects that were compiled with a precompiled header, from any folder.
export CCACHE_SLOPPINESS = pch_defines,time_macros,include_file_mtime,include_file_ctime
export CCACHE_BASEDIR = $(CURDIR)
export CCACHE_NOHASHDIR = 1

.PHONY: all setup build demo test bench format check clean

all: build

setup:
	@script/setup --quiet

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

bench: build
	@script/bench $(BUILD)

format:
	@script/format

check:
	@script/check-layers

clean:
	@rm -rf build build-debug build-asan build-tsan
