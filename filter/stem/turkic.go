package stem

import (
	"slices"
	"strings"
)

// Azerbaijani and Turkish hang their endings one behind the other: root,
// plural, possessor, case, and "is". They are taken off in the opposite order,
// one of each kind. Vowel harmony shrinks under folding: the twofold a/e stays,
// the fourfold i/ı/u/ü becomes i, u. Snowball's Turkish algorithm needs the
// letters that folding takes away.
//
// Grammars: Householder and Lotfi, "Basic Course in Azerbaijani" (1965);
// Göksel and Kerslake, "Turkish: A Comprehensive Grammar" (2005); Eryiğit and
// Adalı, "An Affix Stripping Morphological Analyzer for Turkish" (2004), for
// the order of the steps. Finite verbs are left alone; an infinitive and its
// verbal noun are one.

const latinVowels = "aeiou"

var azerbaijani = &table{
	kept: roots(kept(`madde fayda kanada irade ifade qayda sevda arada orada burada
		cumle hemle bakiya=bak numayende perde bina kisi sira sahe hisse gece qisa mena telebe
		gomruyu=gomruk gomruye=gomruk
		fikir=fikr nesil=nesl sekil=sekl ogul=ogl agiz=agz isim=ism
		yeni alti yeddi iki indi kimi`),
		`qanun qosun qadin yaxin butun uzun ucun beyan insan meydan vicdan zindan yunan
		alman giris satis gunes baris danis gorus doyus cixis artis`,
		turkicBare),
	steps: steps(
		[]ends{{list: "dir dur dirlar dirler durlar durler", left: 4}},
		turkicCase,
		turkicPossessor,
		[]ends{{list: "lar ler", left: 2}},
		[]ends{{list: "maq mek mag", left: 3, to: "m"}},
	),
	finish: finishAzerbaijani,
}

var turkish = &table{
	kept: roots(kept(`madde fayda kanada irade ifade sevda arada orada burada
		pakistan hat=hatt hatta hak=hakk hakkinda bina kisa kisi ilke hala doga dogu yasa sure gece
		bursa yapi veri sira baska daire hata kasa cadde govde mujde perde liste destan cumle hamle
		nokta hasta posta usta hafta harita
		turkiye suriye
		sehir=sehr fikir=fikr isim=ism resim=resm nesil=nesl sekil=sekl ogul=ogl agiz=agz akil=akl
		emir=emr hukum=hukm nehir=nehr kayit=kayt omur=omr nakit=nakt vakit=vakt zehir=zehr
		yeni alti yedi iki simdi gibi`),
		`kanun baskan bakan alan oran insan sorun kadin basin haziran uzun yakin etkin alman italyan
		meydan vicdan zindan uzman orman kurulus acilis savas baris satis giris cikis gunes gorus
		gelis gecis artis bakis`,
		turkicBare),
	steps: steps(
		[]ends{{list: "dir dur tir tur dirlar dirler", left: 4}},
		slices.Concat(turkicCase, []ends{
			{list: "ta te tan ten taki teki", left: 3, after: "pctkshf"},
			{list: "istan", left: 4, to: "istan"},
			{list: "yla yle", left: 3, after: latinVowels},
		}),
		turkicPossessor,
		[]ends{{list: "lar ler", left: 2}},
		[]ends{{list: "mak mek mag meg", left: 3, to: "m"}},
	),
	finish: finishTurkish,
}

// turkicBare are the endings that roots in n and s are listed with.
const turkicBare = "a e i u in un da de dan den ta te tan ten la le dir dur tir tur"

// turkicCase are the case endings that Azerbaijani and Turkish share. n and y
// come between two vowels. Between vowels an n or s may also be the root's own
// (qanun-un, rusiya-nın; meclis-i, ülke-si): see dropBuffer.
var turkicCase = []ends{
	{list: "in un", left: 3},
	{list: "a e i u", left: 3},
	{list: "si su", left: 4, after: latinVowels},
	{list: "ya ye yi yu", left: 3, after: "aeou"},
	{list: "da de dan den daki deki", left: 3},
	{list: "la le", left: 4, after: "^" + latinVowels},
	{list: "nin nun na ne ni nu nda nde ndan nden ndaki ndeki", left: 4, after: latinVowels},
}

var turkicPossessor = []ends{
	{list: "i u", left: 3},
	{list: "si su", left: 4, after: latinVowels},
	{list: "miz muz niz nuz", left: 3, after: latinVowels},
	{list: "imiz umuz iniz unuz", left: 3},
	{list: "lari leri larimiz lerimiz lariniz leriniz", left: 2},
}

// finishAzerbaijani gives up an n and a vowel at the end, which may be the
// root's or an ending's, and undoes what softens before a vowel: q to ğ
// (folded g), k to y.
func finishAzerbaijani(word string) string {
	word = dropVowel(dropBuffer(word))
	switch {
	case letters(word) < 4:
	case strings.HasSuffix(word, "g"):
		return word[:len(word)-1] + "q"
	case strings.HasSuffix(word, "ey"), strings.HasSuffix(word, "iy"), strings.HasSuffix(word, "uy"):
		return word[:len(word)-1] + "k"
	}
	return word
}

// finishTurkish does the same; p, t and k soften to b, d and ğ. A y after i is
// that of ilgi-y-e.
func finishTurkish(word string) string {
	word = dropVowel(dropBuffer(word))
	if letters(word) >= 4 && strings.HasSuffix(word, "iy") {
		word = dropVowel(word[:len(word)-1])
	}
	if letters(word) < 4 {
		return word
	}
	return hardened(word, "b", "p", "d", "t", "g", "k")
}

// dropBuffer takes off an n or s after a vowel. "nın" after a vowel may be n-ın
// or nın, and "si" s-i or si; without a dictionary nobody can tell, so roots
// lose their own n and s where an ending would.
func dropBuffer(word string) string {
	if len(word) >= 5 && endsIn(word, "ns") && endsIn(word[:len(word)-1], latinVowels) {
		return word[:len(word)-1]
	}
	return word
}

func dropVowel(word string) string {
	if len(word) >= 4 && endsIn(word, latinVowels) {
		return word[:len(word)-1]
	}
	return word
}

// hardened undoes the softening of a last letter, by pairs of soft and hard.
func hardened(word string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if root, ok := strings.CutSuffix(word, pairs[i]); ok {
			return root + pairs[i+1]
		}
	}
	return word
}
