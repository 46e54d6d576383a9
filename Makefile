# The project's habits by name; `make` alone lists them. bench and profile take further options:
#   make bench OPTIONS='--backbone resnet12 --precision f32'
#   make profile BACKBONE=resnet12

BACKBONE = conv4

.PHONY: help demo test lint bench profile

help: ## This list.
	@sed -n 's/^\([a-z]*\): ## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 10

demo: ## Draw a data set, pretrain on it, evaluate, write Demo/report.md.
	@Scripts/demo

test: ## Build and run all tests.
	@Scripts/test

lint: ## Check the formatting and naming rules of .swift-format.
	@Scripts/lint

bench: ## Measure training and feature extraction of every backbone, as a table.
	@swift run -c release --package-path Benchmarks bench $(OPTIONS)

profile: ## Show which oneDNN primitives a training step spends its time in.
	@swift run -c release --package-path Benchmarks bench --profile --backbone $(BACKBONE) $(OPTIONS)
