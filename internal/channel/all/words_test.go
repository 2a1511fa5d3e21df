package all_test

import (
	"slices"
	"testing"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/all"
	"github.com/tillbridge/tillbridge/internal/phrase"
)

// The form to connect a shop is drawn from what the channels' folders say, so each of their texts is said in every language.
func TestKinds_sayTheirSettingsInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, k := range all.Kinds() {
		for _, lang := range phrase.Languages() {
			if lang == phrase.English {
				continue
			}
			t.Run(k.Name+"/"+lang, func(t *testing.T) {
				t.Parallel()
				texts := said(k)
				for _, text := range texts {
					if k.Say(lang, text) == text {
						t.Errorf("said in English: %q (Kind.Words)", text)
					}
				}
				for text := range k.Words[lang] {
					if !slices.Contains(texts, text) {
						t.Errorf("no setting says this any more: %q", text)
					}
				}
			})
		}
	}
}

// said are the texts of a channel's settings.
func said(k channel.Kind) []string {
	var texts []string
	for _, s := range k.Settings {
		texts = append(texts, s.Label, s.Help)
	}
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" })
}
