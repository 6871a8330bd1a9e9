package page

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// count is "1 control", "1,200 policies".
func count(n int, one string) string {
	switch {
	case n == 1:
		return "1 " + one
	case strings.HasSuffix(one, "cy"):
		return number(n) + " " + strings.TrimSuffix(one, "y") + "ies"
	}
	return number(n) + " " + one + "s"
}

// number groups digits by three.
func number(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// sentence begins with a capital letter.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 || first == utf8.RuneError {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// period is a number of days as people say it: with years where there are any.
func period(days int) string {
	if days < 365 {
		return count(days, "day")
	}
	years := strconv.FormatFloat(math.Round(float64(days)/365.25*10)/10, 'f', -1, 64)
	if years == "1" {
		return fmt.Sprintf("%s days, about 1 year", number(days))
	}
	return fmt.Sprintf("%s days, about %s years", number(days), years)
}

// hours is a number of hours as people say it: in minutes below one, in days from two of them.
func hours(h float64) string {
	plain := func(x float64) string { return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64) }
	switch {
	case h < 1:
		return plain(h*60) + " min"
	case h <= 96:
		return plain(h) + " h"
	}
	return plain(h/24) + " days"
}

// slug is a text as part of an anchor: small letters, digits, points and single hyphens.
func slug(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '.':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// anchors gives each thing a name of its own within the page.
type anchors map[string]bool

func (a anchors) name(text string) string {
	base := slug(text)
	name := base
	for i := 2; a[name]; i++ {
		name = fmt.Sprintf("%s-%d", base, i)
	}
	a[name] = true
	return name
}
