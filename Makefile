# The project's habits by name; `make` alone lists them. bench and profile take further options:
#   make bench OPTIONS='--backbone resnet12 --precision f32'
#   make profile BACKBONE=resnet12

BACKBONE = conv4

.PHONY: help demo test lint bench bench-episodes profile

help: ## This list.
	@sed -n 's/^\([a-z-]*\): ## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

demo: ## Draw a data set, pretrain on it, evaluate, write Demo/report.md.
	@Scripts/demo

test: ## Build and run all tests.
	@Scripts/test

lint: ## Check the formatting and naming rules of .swift-format.
	@Scripts/lint

bench: ## Measure training and feature extraction of every backbone, as a table.
	@swift run -c release --package-path Benchmarks bench $(OPTIONS)

bench-episodes: ## Measure classifiers beside Python's (installs the peers into Benchmarks/.venv).
	@python3 -m venv Benchmarks/.venv
	@Benchmarks/.venv/bin/pip install -q -r Benchmarks/peers/requirements.txt
	@swift build -c release --package-path Benchmarks
	@Benchmarks/.venv/bin/python Benchmarks/compare-episodes $(OPTIONS)

profile: ## Show where a training step spends its time, operation by operation.
	@swift run -c release --package-path Benchmarks bench --profile --backbone $(BACKBONE) $(OPTIONS)
