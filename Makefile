# The project's habits by name; `make` alone lists them. bench and profile take further options:
#   make bench OPTIONS='--part training --only resnet12'
#   make profile BACKBONE=resnet12

BACKBONE = conv4
PREFIX = /usr/local

.PHONY: help demo test test-mpi pages lint install package bench bench-episodes profile peers

help: ## This list.
	@sed -n "s/^\([a-z-]*\):[a-z ]*## /\1\t/p" $(firstword $(MAKEFILE_LIST)) | expand -t 16

demo: ## Draw a data set, pretrain on it, evaluate, write Demo/report.md.
	@Scripts/demo

test: ## Build and run all tests.
	@Scripts/test

test-mpi: ## Run the tests of several processes under mpirun.
	@Scripts/test-mpi

pages: ## Run the demo, open its pages in a browser and use them; pictures in Demo/screenshots.
	@Scripts/test-pages

lint: ## Check the formatting and naming rules of .swift-format.
	@Scripts/lint

install: ## Build and install the program, man pages and completion below PREFIX.
	@DESTDIR="$(DESTDIR)" Scripts/install "$(PREFIX)"

package: ## Build a Debian package in .build/package.
	@Scripts/package

bench: peers ## Measure beside PyTorch and others into Reports/benchmarks (15 minutes).
	@Benchmarks/.venv/bin/python Benchmarks/compare $(OPTIONS)

bench-episodes: peers ## Measure classifiers beside Python's.
	@Benchmarks/.venv/bin/python Benchmarks/compare-episodes $(OPTIONS)

# The programs to compare with, and ours.
peers:
	@python3 -m venv Benchmarks/.venv
	@Benchmarks/.venv/bin/pip install -q -r Benchmarks/peers/requirements.txt
	@swift build -c release --package-path Benchmarks --product bench

profile: ## Show where a training step spends its time, operation by operation.
	@swift run -c release --package-path Benchmarks bench --profile --backbone $(BACKBONE) $(OPTIONS)
