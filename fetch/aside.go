package fetch

// aside is what gofeed has no field for, or would drop or rewrite.
type aside struct {
	shape int  // the number of the slim item
	from  from // what its keys count from

	base  string
	about string // rdf:about
	// around is the language of what stands around the item, lang that within.
	around, lang string
	dropped      int // elements beyond maxElements

	guidOnly bool // the guid is said to be no address
	// Dates are as written: gofeed would try them with up to 173 layouts,
	// without knowing the feed's zone.
	published, updated, created string
	language, comments, image   string
	// said is what Dublin Core, Media RSS and the podcast elements say; and
	// by core, what Atom's elements do in a feed of RSS.
	said [vocabularies]*says
}

// says is what one vocabulary says of an item.
type says struct {
	title, summary        Text
	authors, contributors []Person
	plain                 Person // an author who counts where there is no other
	tags                  []Tag
	links                 []Link
}

// extend adds what went around gofeed. Texts of other vocabularies yield to
// the format's own.
func (e *Entry) extend(a *aside) {
	ofAtom, dc, mrss, podcast := a.of(core), a.of(dublin), a.of(media), a.of(itunes)
	for _, l := range ofAtom.links {
		e.addLink(a.base, l)
	}
	e.Authors = grow(e, e.Authors, ofAtom.authors...)
	e.Contributors = grow(e, e.Contributors, ofAtom.contributors...)
	e.addTags(ofAtom.tags)
	e.Authors = grow(e, e.Authors, dc.authors...)
	e.Contributors = grow(e, e.Contributors, dc.contributors...)
	e.addTags(dc.tags)
	e.Published, e.Updated, e.Created = a.published, a.updated, a.created
	e.Language, e.Comments, e.Image = a.language, a.comments, a.image
	e.Title = firstText(e.Title, dc.title, mrss.title, podcast.title)
	if e.Summary.Value == "" && dc.summary.Value != "" {
		e.Summary = dc.summary
	}
	e.addTags(mrss.tags)
	if len(e.Authors) == 0 {
		e.Authors = grow(e, e.Authors, podcast.authors...)
		if podcast.plain != (Person{}) {
			e.Authors = grow(e, e.Authors, podcast.plain)
		}
	}
	e.addTags(podcast.tags)
	if t := longerText(mrss.summary, podcast.summary); t.Value != "" && e.Summary.Value == "" && len(e.Contents) == 0 {
		e.Summary = t
	}
}

func (e *Entry) addTags(tags []Tag) {
	for _, t := range tags {
		e.tag(t)
	}
}

// of gives what a vocabulary says, to be read only.
func (a *aside) of(is vocabulary) *says {
	if said := a.said[is]; said != nil {
		return said
	}
	return &nothing
}

var nothing says
