# What one can do in a clone of Annals. `make` alone lists it.

# The only feature is `mock`, and it changes no other crate: with it everywhere, what is compiled for
# one target serves the next.
ALL := --workspace --all-features
NEXTEST := $(shell command -v cargo-nextest 2>/dev/null)

.PHONY: help quickstart examples notebook test check fmt clippy deny docs entities schema bench fuzz \
        postgresql fmt-unchanged entities-unchanged schema-unchanged
.NOTPARALLEL:

help:
	@awk -F ': .*## ' '/^[a-z]+:.* ## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "PostgreSQL is installed where there is none; ANNALS_PG_BIN or ANNALS_SANDBOX_URL name another."

quickstart: postgresql ## see Annals at work: a journal kept, revised, deleted, its log proven complete
	cargo build --example quickstart
	@cargo run -q --example quickstart

examples: postgresql ## run the examples, one after the other
	cargo build --examples
	@set -e; for file in examples/*.rs; do \
	    name=$$(basename $$file .rs); printf '\n== %s\n' $$name; cargo run -q --example $$name; \
	done

# Its tests are among those of `make test`.
notebook: postgresql ## serve the web application of examples/notebook on port 3000
	cargo run -p notebook

test: postgresql ## run all tests, each on a database of its own
ifdef NEXTEST
	cargo nextest run $(ALL) --no-fail-fast
	cargo test $(ALL) --doc # nextest runs none
else
	cargo test $(ALL) --no-fail-fast
endif

check: fmt-unchanged deny clippy docs entities-unchanged schema-unchanged test ## what CI runs: format, licences, lints, docs, generated files, tests

fmt: ## format the code
	cargo fmt --all

fmt-unchanged:
	cargo fmt --all --check

clippy: ## lint it, warnings being errors
	cargo clippy $(ALL) --all-targets -- -D warnings

deny: ## check the licences, sources and versions of the dependencies
	@scripts/deny

# With the examples, for then the dependencies have the features that clippy has checked them with.
docs: ## write the API's documentation to target/doc
	RUSTDOCFLAGS='-D warnings' cargo doc $(ALL) --no-deps --lib --examples

entities: postgresql ## generate the entities anew, after a migration changed
	@scripts/generated entities write

entities-unchanged: postgresql
	@scripts/generated entities unchanged

schema: postgresql ## write docs/schema.md anew, after a migration changed
	@scripts/generated schema write

schema-unchanged: postgresql
	@scripts/generated schema unchanged

fuzz: ## give each parser of outside input what libFuzzer thinks of, for ANNALS_FUZZ_SECONDS (20) each
	@scripts/fuzz

bench: postgresql ## compare with hand-written sqlx: a table, and target/bench/report.json
	cargo bench --bench compare

postgresql:
	@scripts/install-postgresql
