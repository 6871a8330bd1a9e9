# What people and CI run. Needs Go only, except for "ci", which also wants cfn-lint, Python and Chromium.

.PHONY: build test e2e moto lint golden generate fuzz bench ci

build: # the program, ./hipaac
	go build -trimpath -o hipaac ./cmd/hipaac

test: # everything that must hold, in a minute or two
	go test ./...

e2e: # deploy the examples to moto, look at them with the AWS command line, destroy; two minutes. ARGS=-update rewrites its table
	HIPAAC_E2E=1 HIPAAC_REQUIRE_MOTO=1 go test -count=1 -timeout 30m -v -run '^TestEndToEnd$$' ./cmd/hipaac $(ARGS)

moto: # keep an emulator of AWS running at port 5555, and print how to reach it
	cmd/hipaac/internal/mototest/serve 5555

lint: # formatting, vet and tidy modules; the import law is one of the tests
	@test -z "$$(gofmt -l .)" || { gofmt -l . ; echo "run gofmt -w on these files"; exit 1; }
	go vet ./...
	go mod tidy -diff

generate: # what is made from the sources: Go types, registries, reference pages; each builds on those before it
	go generate ./schema/... ./compiler/... ./docs/...

golden: # compile all specs, draw what the documentation shows, and accept the result; review it with git diff
	go run ./cmd/hipaac build -o golden
	go test -count=1 -run '^TestDrawings$$' ./cmd/hipaac -update

FUZZTIME ?= 10s
fuzz: # every fuzz test for FUZZTIME, one after the other
	.ci/fuzz $(FUZZTIME)

bench: # CPU time and memory of the whole process against its floor, then each stage
	go run ./cmd/hipaac/internal/bench
	go test -run '^$$' -bench . -benchmem ./...

ci: # what has to be green before a change lands
	.ci/run
