package stem

// Persian joins the plural (-ها, for people -ان), the link to the next word
// (-ی), the indefinite -ی and the possessors to the word; the zero-width
// non-joiner before them is folded away. Arabic plurals that are made by
// endings (-ات, -ین) are found, those made inside the word (منطقه, مناطق) are
// not, nor are verbs. The -ی of adjectives looks like all others, so that
// ایران finds ایرانی.
//
// Grammars: Mahootian, "Persian" (1997); Windfuhr and Perry, "Persian and
// Tajik" (2009).
var persian = &table{
	kept: kept(`پارلمان المان سازمان ساختمان درمان فرمان ازمان پیمان ایمان گفتمان درخشان
		بازرگان بیگان صادرات واردات انتخابات اطلاعات تاسیسات ادبیات حیات ملاقات هییت
		استان دوستان زمستان تابستان داستان خیابان قربان بیان جریان پایان جهان زبان میان زمان
		منطقه منطقهای=منطقه جامعه جامعهای=جامعه حمله حملات=حمله حملهای=حمله جلسهای=جلسه جلسات=جلسه
		درباره زمینه زمینهای=زمینه مدرسه مدرسهای=مدرسه حرفه حرفهای=حرفه بازی تنها وقتی مالی
		ترکیه ترکیهای=ترکیه روسیه سوریه سوریهای=سوریه بیانیه بیانیهای=بیانیه اتحادیه اتحادیهای=اتحادیه
		اعلامیه اعلامیهای=اعلامیه ناحیه ناحیهای=ناحیه
		نامهای=نامه هفتهای=هفته
		همچنین چندین تمرین زمین دفتر دختر کمتر بهتر مهتر بیشتر برای باید شاید وی خیلی یعنی حتی`),
	steps: steps(
		[]ends{
			{list: "ها های هایی هایش هایم هایت هایشان هایمان هایتان", left: 2},
			{list: "ییان یان", left: 4},
		},
		[]ends{
			{list: "مان شان تان", left: 4, after: "^س"},
			{list: "ای", left: 3, after: "ه"},
			{list: "یی", left: 3, after: "او"},
			{list: "ی", left: 3},
		},
		[]ends{
			{list: "ان ات ین گان", left: 4},
			{list: "ترین تر", left: 4},
		},
	),
	finish: finishPersian,
}

// finishPersian gives up the silent ه of long words, which -ات and -گان replace
// (مذاکره, مذاکرات; نماینده, نمایندگان), and which cannot be told from that of
// -های (لایحه‌ای).
func finishPersian(word string) string {
	if letters(word) > 4 && endsIn(word, "ه") {
		return dropLast(word)
	}
	return word
}
