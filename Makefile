# Two commands do everything: `make demo` runs the main job, `make test` passes the tests.

.PHONY: demo test setup format lint unit examples interop bench

demo: setup
	cargo run --release --locked --quiet -- demo --out demo-out

test: setup format lint unit examples
	@echo "all checks passed"

# System packages, installed where that is allowed, named where it is not.
setup:
	@sh .ci/setup

format:
	cargo fmt --check

lint:
	cargo clippy --locked --all-targets --quiet -- -D warnings

unit:
	cargo test --locked

examples:
	@for example in examples/*.rs; do \
		name=$$(basename $$example .rs); \
		echo "example $$name"; \
		cargo run --locked --quiet --example $$name || exit 1; \
	done

# Readers of other projects on nuka's files; needs Python 3 and the network once.
interop:
	@sh .ci/setup interop
	@sh tests/interop/run

bench:
	cargo bench --locked
