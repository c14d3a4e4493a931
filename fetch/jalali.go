package fetch

import (
	"slices"
	"strings"
	"time"
)

// jalaliMonths are the months of the Persian calendar, in which Iranian sites
// write their dates.
var jalaliMonths = []string{"فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"}

// Years of the Persian calendar that news can have: 1921 to 2121. As years of
// the other calendar they are none that is believed.
const firstJalali, lastJalali = 1300, 1500

func isJalali(year int) bool { return year >= firstJalali && year <= lastJalali }

// jalaliMonth gives the number of the Persian month that a word names, or 0.
// The letters may be Arabic ones, as some keyboards have them.
func jalaliMonth(word string) int {
	return slices.Index(jalaliMonths, strings.NewReplacer("ي", "ی", "ك", "ک").Replace(word)) + 1
}

// fromJalali gives the day in the Gregorian calendar, by the cycle of 33 years
// with 8 leap years, which agrees with the calendar's equinoxes from 1799 to
// 2256.
func fromJalali(year, month, day int) (int, int, int) {
	cycles, rest := (year-979)/33, (year-979)%33
	days := (cycles*33+rest)*365 + cycles*8 + (rest+3)/4
	days += 31*min(month-1, 6) + 30*max(0, month-7) + day - 1
	t := time.Date(1600, 3, 20, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days) // 1 Farvardin 979
	return t.Year(), int(t.Month()), t.Day()
}

// asciiDigits writes the digits of Persian and Arabic as those of ASCII.
func asciiDigits(s string) string {
	if !strings.ContainsFunc(s, isEasternDigit) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		}
		return r
	}, s)
}

func isEasternDigit(r rune) bool { return r >= '۰' && r <= '۹' || r >= '٠' && r <= '٩' }
