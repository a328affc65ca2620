//go:build drivers

package page_test

import (
	"bytes"
	"image"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/page"
)

// browser returns a headless browser; the test is skipped where there is none.
func browser(t *testing.T) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no browser: install chromium to look at the report as its readers do")
	return ""
}

// open opens a page in a browser without a network and returns what it prints.
func open(t *testing.T, binary, html string, flags ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, []byte(html), 0o666); err != nil {
		t.Fatal(err)
	}
	args := []string{
		"--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr",
		"--proxy-server=127.0.0.1:1", "--user-data-dir=" + t.TempDir(), "--virtual-time-budget=1000",
	}
	cmd := exec.Command(binary, append(append(args, flags...), "file://"+file)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	if strings.Contains(errs.String(), ":CONSOLE") {
		t.Errorf("the browser complains:\n%s", errs.String())
	}
	return out.String()
}

// TestBrowserDriver opens the page as its readers do: it is whole without a
// network, has a picture in both colour schemes, and does not run over the edge
// of a narrow window.
func TestBrowserDriver(t *testing.T) {
	binary := browser(t)
	r := sample(t)
	html := render(t, (*page.Report).HTML, r)
	dom := open(t, binary, html, "--dump-dom")
	for _, part := range []string{`<code>Cache.entries</code>`, `class="lane goroutine"`, `id="finding-1"`} {
		if !strings.Contains(dom, part) {
			t.Errorf("the browser shows no %s", part)
		}
	}
	// The width that the content takes, measured by the browser itself.
	measured := strings.Replace(html, "</body>", `<script>document.title = "wide " + (document.documentElement.scrollWidth > innerWidth)</script></body>`, 1)
	if dom := open(t, binary, measured, "--dump-dom", "--window-size=500,900"); !strings.Contains(dom, "<title>wide false</title>") {
		t.Error("the page is wider than a narrow window")
	}
	light := screenshot(t, binary, html)
	dark := screenshot(t, binary, strings.Replace(html, "@media (prefers-color-scheme: dark)", "@media all", 1))
	if l, d := brightness(light, 2, 2), brightness(dark, 2, 2); l < 0xc000 || d > 0x4000 {
		t.Errorf("the background is %#x and, in the dark, %#x", l, d)
	}
	if n := colours(light); n < 20 {
		t.Errorf("the picture has %d colours: is there anything on it?", n)
	}
}

// TestFilterDriver filters and sorts the findings of a page in a browser.
func TestFilterDriver(t *testing.T) {
	binary := browser(t)
	r := &page.Report{Packages: []page.Package{found("p", "a", "b"), found("q", "c")}}
	for i, f := range []*page.Finding{&r.Packages[0].Findings[0], &r.Packages[0].Findings[1], &r.Packages[1].Findings[0]} {
		f.Category = []string{"write-write", "lock-leak", "read-write"}[i]
		f.Confidence = []string{"possible", "likely", "proved"}[i]
		f.Package = []string{"p", "p", "q"}[i]
		f.Patch = "--- a\n+++ b\n+\tnew\n"
	}
	html := render(t, (*page.Report).HTML, r)
	for actions, want := range map[string]string{
		``:                                "1 2 3, 3 of 3 findings",
		`set("package", "q")`:             "3, 1 of 3 findings",
		`set("category", "lock-leak")`:    "2, 1 of 3 findings",
		`set("text", "READ-write about")`: "3, 1 of 3 findings",
		`set("text", "nothing")`:          ", 0 of 3 findings",
		`set("sort", "category")`:         "2 3 1, 3 of 3 findings",
		`set("sort", "confidence")`:       "3 2 1, 3 of 3 findings",
		`set("package", "q"); location.hash = "#finding-1"; dispatchEvent(new Event("hashchange"))`: "1 2 3, 3 of 3 findings",
	} {
		check := `<script>
			var form = document.getElementById("filter");
			function set(name, value) { form.elements[name].value = value; form.dispatchEvent(new Event("input")); }
			` + actions + `;
			var shown = Array.from(document.querySelectorAll("article.finding")).filter(function (f) { return f.offsetHeight > 0; });
			document.title = shown.map(function (f) { return f.id.slice(8); }).join(" ") + ", " + form.querySelector("output").textContent;
		</script></body>`
		dom := open(t, binary, strings.Replace(html, "</body>", check, 1), "--dump-dom")
		if !strings.Contains(dom, "<title>"+want+"</title>") {
			_, title, _ := strings.Cut(dom, "<title>")
			title, _, _ = strings.Cut(title, "</title>")
			t.Errorf("%s: got %q, want %q", actions, title, want)
		}
	}
	// The patch is copied as it is, and printing opens what is folded.
	check := `<script>
		var copied;
		Object.defineProperty(navigator, "clipboard", { value: { writeText: function (text) { copied = text; return Promise.resolve(); } } });
		document.querySelector("button.copy").click();
		var folded = document.querySelectorAll("details[open]").length;
		dispatchEvent(new Event("beforeprint"));
		document.title = JSON.stringify(copied) + " " + folded + " " + document.querySelectorAll("details:not([open])").length;
	</script></body>`
	if dom := open(t, binary, strings.Replace(html, "</body>", check, 1), "--dump-dom"); !strings.Contains(dom, `<title>"--- a\n+++ b\n+\tnew\n" 0 0</title>`) {
		_, title, _ := strings.Cut(dom, "<title>")
		t.Errorf("got %.80q", title)
	}
}

// screenshot returns a picture of a page.
func screenshot(t *testing.T, binary, html string) image.Image {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.png")
	open(t, binary, html, "--window-size=1280,1600", "--screenshot="+file)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size.X != 1280 {
		t.Errorf("the picture is %v", size)
	}
	return img
}

// brightness returns that of a point, as a 16-bit number.
func brightness(img image.Image, x, y int) uint32 {
	r, g, b, _ := img.At(x, y).RGBA()
	return (r + g + b) / 3
}

// colours counts the colours of a picture.
func colours(img image.Image) int {
	seen := map[[3]uint32]bool{}
	for y := 0; y < img.Bounds().Dy(); y += 2 {
		for x := 0; x < img.Bounds().Dx(); x += 2 {
			r, g, b, _ := img.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}
