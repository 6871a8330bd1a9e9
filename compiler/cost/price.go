// Package cost says what an environment costs in a month in which nobody uses it: what runs, and what is rented, whether there are
// patients or not. What is paid by use (requests, gigabytes, users) comes on top and is not guessed.
//
// It reads the emitted documents, so that the estimate is of what is deployed and not of what was meant. Prices stand in
// prices.csv, which is dated; in other regions than us-east-1 they differ, mostly upwards by up to a quarter.
package cost

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

// Priced says of when and where the prices are.
const Priced = "us-east-1, 2026-11"

//go:embed prices.csv
var table string

// hoursPerMonth is AWS's own measure of a month.
const hoursPerMonth = 730

// Money is an amount in millionths of a US dollar. Whole numbers, because a sum of floating-point prices could differ in the last
// cent between machines.
type Money int64

const dollar Money = 1_000_000

// String writes dollars and cents, rounded: "32.85".
func (m Money) String() string {
	cents := (m + dollar/200) / (dollar / 100)
	return fmt.Sprintf("%d.%02d", cents/100, cents%100)
}

// Dollars writes whole dollars, rounded up, for people: nobody decides by cents.
func (m Money) Dollars() string { return strconv.FormatInt(int64((m+dollar-1)/dollar), 10) }

// MarshalText writes dollars and cents.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText writes, as a manifest holds it.
func (m *Money) UnmarshalText(text []byte) error { return decimal(text, 2, (*int64)(m), int64(dollar)) }

// Quantity is a number of things in ten-thousandths: half a vCPU is 5000.
type Quantity int64

const one Quantity = 10_000

// String writes as many digits as there are: "3", "0.25".
func (q Quantity) String() string {
	text := fmt.Sprintf("%d.%04d", q/one, q%one)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

// MarshalText writes what String does.
func (q Quantity) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (q *Quantity) UnmarshalText(text []byte) error { return decimal(text, 4, (*int64)(q), int64(one)) }

// decimal reads a number of up to so many places into multiples of a unit.
func decimal(text []byte, places int, to *int64, unit int64) error {
	whole, fraction, _ := strings.Cut(string(text), ".")
	n, err := strconv.ParseInt(whole+(fraction + "000000")[:places], 10, 64)
	if err != nil || whole == "" || len(fraction) > places {
		return fmt.Errorf("%q is no number with up to %d places", text, places)
	}
	for range places {
		unit /= 10
	}
	*to = n * max(unit, 1)
	return nil
}

// prices are per month.
var prices = readPrices(table)

func readPrices(text string) map[string]Money {
	read := map[string]Money{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		field := strings.Split(line, ",")
		if len(field) != 3 {
			panic("internal error: prices.csv: " + line)
		}
		amount := parse(field[1])
		if field[2] == "hour" {
			amount *= hoursPerMonth
		}
		read[field[0]] = amount
	}
	return read
}

// parse reads a price exactly.
func parse(text string) Money {
	var m Money
	if err := decimal([]byte(text), 6, (*int64)(&m), int64(dollar)); err != nil {
		panic("internal error: prices.csv: " + err.Error())
	}
	return m
}

// price is what one of an item costs in a month.
func price(item string) (Money, bool) {
	p, ok := prices[item]
	return p, ok
}
