# What one can do in a clone of Annals. `make` alone lists it.

# The only feature is `mock`, and it changes no other crate: with it everywhere, what is compiled for
# one target serves the next.
ALL := --workspace --all-features
NEXTEST := $(shell command -v cargo-nextest 2>/dev/null)

.PHONY: help quickstart examples test check fmt clippy deny docs entities bench \
        postgresql fmt-unchanged entities-unchanged
.NOTPARALLEL:

help:
	@awk -F ': .*## ' '/^[a-z]+:.* ## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "PostgreSQL is installed where there is none; ANNALS_PG_BIN or ANNALS_SANDBOX_URL name another."

quickstart: postgresql ## see Annals at work: a journal kept, revised, deleted, its log proven complete
	cargo build --example quickstart
	@cargo run -q --example quickstart

examples: postgresql ## run the other examples
	cargo run -q --example own_table

test: postgresql ## run all tests, each on a database of its own
ifdef NEXTEST
	cargo nextest run $(ALL) --no-fail-fast
	cargo test $(ALL) --doc # nextest runs none
else
	cargo test $(ALL) --no-fail-fast
endif

check: fmt-unchanged deny clippy docs entities-unchanged test ## what CI runs: format, licences, lints, docs, entities unchanged, tests

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
	@scripts/entities write

entities-unchanged: postgresql
	@scripts/entities unchanged

bench: postgresql ## compare with hand-written sqlx: a table, and target/bench/report.json
	cargo bench --bench compare

postgresql:
	@scripts/install-postgresql
