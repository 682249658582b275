# peil -- build, test, install. `make help` lists the targets.
#
# One non-recursive GNU makefile. A new command (cmd/x/*.cpp), module (lib/x/*.cpp) or unit test
# (tests/unit/x_*_test.cpp) needs no edit here, only its line in tests/lint/layers.txt.
#
# Yours to set:   CXX CXXFLAGS CPPFLAGS LDFLAGS LDLIBS B prefix DESTDIR program_prefix
SHELL := /bin/bash
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := all

B ?= build
prefix ?= $(or $(PREFIX),/usr/local)
program_prefix ?=
bindir = $(prefix)/bin
mandir = $(prefix)/share/man
bashcompdir = $(prefix)/share/bash-completion/completions
zshcompdir = $(prefix)/share/zsh/site-functions
fishcompdir = $(prefix)/share/fish/vendor_completions.d
CXX ?= g++
ifeq ($(origin CXX),default)
CXX := g++
endif
ifeq ($(origin CC),default)
CC := gcc
endif
CXXFLAGS ?= -O2 -g1
VERSION := $(shell sed -n 's/.*kVersion = "\(.*\)".*/\1/p' lib/base/version.hpp)

# Required, whatever the user's flags are. -Wno-restrict: false alarms of g++ 12 in std::string.
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual $(if $(findstring clang,$(CXX)),,-Wno-restrict)
ifneq ($(CI),)
WARN += -Werror
endif
HARDEN := -fPIE -fstack-protector-strong $(if $(findstring -O,$(CXXFLAGS)),-D_FORTIFY_SOURCE=2)
OUR_CXXFLAGS := -std=c++20 $(WARN) $(HARDEN) -Ilib -I$(B)/gen -ffile-prefix-map=$(CURDIR)=.
OUR_LDFLAGS := -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed

# As many jobs as there are processors, unless the call says otherwise.
ifeq ($(filter -j% --jobserver%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc)
endif

MODULES := $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard lib/*/*.cpp)))))
COMMANDS := $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard cmd/*/main.cpp)))))
UNIT_MODULES := $(sort $(foreach t,$(notdir $(wildcard tests/unit/*_test.cpp)),$(firstword $(subst _, ,$(t)))))

-include $(B)/layers.mk
$(B)/layers.mk: tests/lint/layers.txt tests/lint/layers.awk
	@mkdir -p $(B)
	@awk -f tests/lint/layers.awk $< > $@

# $(call libraries,NEEDS): link flags of pkg-config names and -l flags.
libraries = $(if $(filter-out -l%,$(1)),$(shell pkg-config --libs $(filter-out -l%,$(1)))) $(filter -l%,$(1))
archives = $(foreach m,$(1),$(if $(filter $(m),$(MODULES)),$(B)/lib/$(m).a))

all: $(if $(wildcard $(B)/.packages),,packages) $(COMMANDS:%=$(B)/bin/%)  ## build the commands into build/bin

check: all tools $(UNIT_MODULES:%=$(B)/test/%)  ## every test: unit, golden, docs, pipes, lint
	@tests/check $(B)

demo: all tools  ## the pipeline on the bundled sample: a report on the terminal and in build/demo/
	@examples/demo.sh $(B)

asan:  ## the same tests under AddressSanitizer and UndefinedBehaviorSanitizer
	$(MAKE) B=$(B)-asan CXXFLAGS='-O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer' check

SECONDS_EACH ?= 60
fuzz:  ## every parser under libFuzzer (clang), SECONDS_EACH=60 seconds each
	@command -v clang++ >/dev/null || { echo 'fuzz: clang++ is needed (apt-get install clang libclang-rt-14-dev)' >&2; exit 1; }
	$(MAKE) B=$(B)-fuzz CXX=clang++ LIBFUZZER=1 CXXFLAGS='-O1 -g1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined' fuzzers
	@tests/fuzz/run $(B)-fuzz/bin-test $(SECONDS_EACH)

bench: all tools  ## one line a figure: name, ours, peer or limit, ratio, goal
	@tests/bench/run $(B)/bin $(B)/bin-test

eval: all tools  ## accuracy on the data of PEIL_SHARED (default ../shared), one line a figure
	@tests/eval/run $(B)/bin $(B)/bin-test

# --- packages ----------------------------------------------------------------------------------------
packages: $(B)/.packages  ## install the Debian packages of packages.txt that are missing
$(B)/.packages: packages.txt
	@mkdir -p $(B)
	@tests/packages packages.txt && touch $@

# --- objects -----------------------------------------------------------------------------------------
# libxml2, the peer of our HTML reader in the benchmarks, keeps its headers in a folder of its own; asked for
# when a recipe runs, so after the packages.
extra_html_loops.cpp := libxml-2.0
$(B)/obj/tests/bench/%.o: MODULE_FLAGS = $(shell pkg-config --cflags libxml-2.0)
$(B)/obj/%.o: %.cpp | $(B)/.packages
	@mkdir -p $(@D)
	$(CXX) $(OUR_CXXFLAGS) $(MODULE_FLAGS) $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -c $< -o $@

# A data file of a module (lib/M/data/F) is embedded as the symbols peil_data_M_F and peil_data_M_F_end.
symbol = peil_data_$(subst /,_,$(subst -,_,$(subst .,_,$(patsubst lib/%,%,$(subst /data/,/,$(1))))))
define embed
$(B)/obj/$(1).o: $(1) | $(B)/.packages
	@mkdir -p $$(@D)
	@printf '.section .rodata\n.global $(call symbol,$(1)), $(call symbol,$(1))_end\n.balign 16\n$(call symbol,$(1)):\n.incbin "$(1)"\n$(call symbol,$(1))_end:\n.byte 0\n.section .note.GNU-stack,"",%%progbits\n' | $$(CXX) -c -x assembler - -o $$@
endef
DATA := $(wildcard lib/*/data/*.*)
$(foreach f,$(DATA),$(eval $(call embed,$(f))))

define module
$(B)/lib/$(1).a: $$(patsubst %.cpp,$(B)/obj/%.o,$$(wildcard lib/$(1)/*.cpp)) $$(patsubst %,$(B)/obj/%.o,$$(wildcard lib/$(1)/data/*.*))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach m,$(MODULES),$(eval $(call module,$(m))))

define command
$(B)/bin/$(1): $$(patsubst %.cpp,$(B)/obj/%.o,$$(wildcard cmd/$(1)/*.cpp)) $$(call archives,$$(closure_cmd/$(1)))
	@mkdir -p $$(@D)
	$$(CXX) $$(CXXFLAGS) $$(OUR_LDFLAGS) $$(LDFLAGS) $$^ $$(call libraries,$$(needs_cmd/$(1))) $$(LDLIBS) -o $$@
endef
$(foreach c,$(COMMANDS),$(eval $(call command,$(c))))

# Unit tests: one binary a module, tests/unit/<module>_*_test.cpp; `make unit-url` builds and runs one.
define unit
$(B)/test/$(1): $$(patsubst %.cpp,$(B)/obj/%.o,$$(wildcard tests/unit/$(1)_*test.cpp)) $$(call archives,$$(closure_$(1)))
	@mkdir -p $$(@D)
	$$(CXX) $$(CXXFLAGS) $$(OUR_LDFLAGS) $$(LDFLAGS) $$^ $$(call libraries,$$(needs_$(1)) gtest_main) $$(LDLIBS) -o $$@
unit-$(1): $(B)/test/$(1)
	$(B)/test/$(1) --gtest_brief=1
endef
$(foreach m,$(UNIT_MODULES),$(eval $(call unit,$(m))))

# Programs for tests, benchmarks and the sample world, built to $(B)/bin-test/. A line `// links: frame
# url` near the top of each names the modules that it stands on.
TOOL_SOURCES := $(wildcard tests/tools/*.cpp tests/servers/*.cpp tests/bench/*.cpp tests/eval/*.cpp examples/world/*.cpp)
define tool
links_$(1) := $$(shell sed -n '1,12s,^// links: *,,p' $(1))
$(B)/bin-test/$(basename $(notdir $(1))): $(B)/obj/$(basename $(1)).o $$(call archives,$$(call link_order,$$(links_$(1))))
	@mkdir -p $$(@D)
	$$(CXX) $$(CXXFLAGS) $$(OUR_LDFLAGS) $$(LDFLAGS) $$^ $$(call libraries,$$(sort $$(foreach m,$$(links_$(1)),$$(needs_$$(m))) $$(extra_$(notdir $(1))))) $$(LDLIBS) -o $$@
endef
# The closures of several modules in link order: as the order of all modules, downwards.
link_order = $(foreach m,$(all_modules),$(if $(filter $(m),$(foreach t,$(1),$(closure_$(t)))),$(m)))
$(foreach t,$(TOOL_SOURCES),$(eval $(call tool,$(t))))
# Fuzz targets: with replay.cpp as their main, or, under clang, libFuzzer's (make fuzz).
FUZZ_SOURCES := $(wildcard tests/fuzz/fuzz_*.cpp)
FUZZ_MAIN = $(if $(LIBFUZZER),-fsanitize=fuzzer,$(B)/obj/tests/fuzz/replay.o)
define fuzz_target
links_$(1) := $$(shell sed -n '1,12s,^// links: *,,p' $(1))
$(B)/bin-test/$(basename $(notdir $(1))): $(B)/obj/$(basename $(1)).o $$(call archives,$$(call link_order,$$(links_$(1)))) $(B)/obj/tests/fuzz/replay.o
	@mkdir -p $$(@D)
	$$(CXX) $$(CXXFLAGS) $$(OUR_LDFLAGS) $$(LDFLAGS) $$(filter-out %/replay.o,$$^) $$(FUZZ_MAIN) $$(call libraries,$$(sort $$(foreach m,$$(links_$(1)),$$(needs_$$(m))))) $$(LDLIBS) -o $$@
endef
$(foreach t,$(FUZZ_SOURCES),$(eval $(call fuzz_target,$(t))))
FUZZERS := $(foreach t,$(FUZZ_SOURCES),$(B)/bin-test/$(basename $(notdir $(t))))
fuzzers: $(FUZZERS)
TOOLS := $(FUZZERS) $(foreach t,$(TOOL_SOURCES),$(B)/bin-test/$(basename $(notdir $(t))))
$(B)/bin-test/failn.so: tests/faults/failn.c | $(B)/.packages
	@mkdir -p $(@D)
	$(CC) -O1 -shared -fPIC $< -o $@ -ldl
tools: $(TOOLS) $(B)/bin-test/failn.so

# --- the learned model ---------------------------------------------------------------------------------
# Committed, since its data are not ours to publish (tests/data/SOURCES); the same bytes where they are at hand.
MODEL_DATA = $(or $(PEIL_SHARED),../shared)/data/unified/listings.jsonl.gz
model: $(B)/bin/classify  ## train the built-in model of classify anew, where PEIL_SHARED has its data
	@test -e $(MODEL_DATA) || { echo 'model: no $(MODEL_DATA): its data are not at hand (PEIL_SHARED)' >&2; exit 1; }
	zcat $(MODEL_DATA) | jq -c -f tests/tools/labelled_listings.jq > $(B)/model.jsonl
	$(B)/bin/classify train --no-config --name 'peil listings' --classes builtin --notes lib/model/card.txt --force \
	    -o lib/model/data/default.peilmodel $(B)/model.jsonl
.PHONY: model

# --- what is made from the tables and committed --------------------------------------------------------
# Completions and peil-record(5) are committed, so that reading them needs no build; `make lint` fails
# when one is not current.
completions: $(COMMANDS:%=$(B)/bin/%)  ## write completions/ anew from the flag tables
	@mkdir -p completions/bash completions/zsh completions/fish
	@for c in $(COMMANDS); do \
	    $(B)/bin/$$c --completion bash > completions/bash/$$c && \
	    $(B)/bin/$$c --completion zsh > completions/zsh/_$$c && \
	    $(B)/bin/$$c --completion fish > completions/fish/$$c.fish || exit 1; done

man/peil-record.5: man/peil-record.5.in lib/record/fields.def $(B)/bin-test/record_page
	$(B)/bin-test/record_page < $< > $@

lint: all $(B)/bin-test/record_page  ## layers, banned words, sizes, shellcheck, man pages, flags, completions, headers
	@tests/lint/run $(B)

# --- install -------------------------------------------------------------------------------------------
# program_prefix=peil- renames binaries, man pages, their cross references and the completions together.
datadir = $(prefix)/share
docdir = $(datadir)/doc/peil
MAN_PAGES := $(filter-out man/TEMPLATE.1,$(wildcard man/*.[1-8]))
# $(call page,FILE): its installed name; only pages of commands are renamed.
page = $(if $(filter %.1,$(1)),$(program_prefix))$(notdir $(1))
section = man$(patsubst .%,%,$(suffix $(1)))

install: all  ## install under $(DESTDIR)$(prefix); program_prefix=peil- renames everything together
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(bashcompdir) $(DESTDIR)$(zshcompdir) $(DESTDIR)$(fishcompdir)
	install -d $(DESTDIR)$(docdir) $(DESTDIR)$(datadir)/peil/schema
	@set -e; for c in $(COMMANDS); do \
	    p=$(program_prefix)$$c; \
	    install -m 755 $(B)/bin/$$c $(DESTDIR)$(bindir)/$$p; \
	    (exec -a $$p $(B)/bin/$$c --completion bash) > $(DESTDIR)$(bashcompdir)/$$p; \
	    (exec -a $$p $(B)/bin/$$c --completion zsh) > $(DESTDIR)$(zshcompdir)/_$$p; \
	    (exec -a $$p $(B)/bin/$$c --completion fish) > $(DESTDIR)$(fishcompdir)/$$p.fish; done
	@set -e; $(foreach m,$(MAN_PAGES),install -d $(DESTDIR)$(mandir)/$(call section,$(m)); \
	    awk -f man/rename -v prefix=$(program_prefix) $(m) > $(DESTDIR)$(mandir)/$(call section,$(m))/$(call page,$(m));)
	@set -e; for k in capture page item run; do \
	    $(B)/bin/extract --no-config --schema=$$k > $(DESTDIR)$(datadir)/peil/schema/$$k.schema.json; done
	install -m 644 $(wildcard README.md CHANGELOG.md LICENSE) $(DESTDIR)$(docdir)

uninstall:  ## remove what install put there
	rm -f $(foreach c,$(COMMANDS),$(DESTDIR)$(bindir)/$(program_prefix)$(c) \
	    $(DESTDIR)$(bashcompdir)/$(program_prefix)$(c) $(DESTDIR)$(zshcompdir)/_$(program_prefix)$(c) \
	    $(DESTDIR)$(fishcompdir)/$(program_prefix)$(c).fish)
	rm -f $(foreach m,$(MAN_PAGES),$(DESTDIR)$(mandir)/$(call section,$(m))/$(call page,$(m)))
	rm -rf $(DESTDIR)$(datadir)/peil/schema $(DESTDIR)$(docdir)
	-rmdir $(DESTDIR)$(datadir)/peil 2>/dev/null

# --- distribution --------------------------------------------------------------------------------------
DIST := peil-$(VERSION)
# The same tree gives the same bytes: sorted names, one time, no owner.
dist: $(B)/$(DIST).tar.gz  ## make build/peil-VERSION.tar.gz of the files that git knows
.PHONY: $(B)/$(DIST).tar.gz
$(B)/$(DIST).tar.gz:
	@mkdir -p $(B)
	git ls-files -z | grep -zv '^\.ci/' | tar --null -T - --sort=name --owner=0 --group=0 --numeric-owner --mode=go-w \
	    --mtime=@$(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct)) --transform 's,^,$(DIST)/,' -cf - | gzip -9n > $@

distcheck: dist  ## unpack the distribution elsewhere, build and test it, install and uninstall it
	rm -rf $(B)/distcheck && mkdir -p $(B)/distcheck
	tar -xzf $(B)/$(DIST).tar.gz -C $(B)/distcheck
	$(MAKE) -C $(B)/distcheck/$(DIST) B=build DESTDIR= check
	rm -rf $(B)/distcheck

.PHONY: completions lint install uninstall dist distcheck

help:  ## list the targets
	@awk '/^[a-z][a-z-]*:.*## / {name = $$0; sub(/:.*/, "", name); text = $$0; sub(/.*## /, "", text); printf "%-14s %s\n", name, text}' Makefile

clean:  ## remove build/
	rm -rf $(B)

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
.PHONY: fuzz fuzzers all check demo asan bench eval packages tools help clean $(UNIT_MODULES:%=unit-%)
