package change
import ("testing";"os";"path/filepath";"fmt";"strings";"encoding/json";"github.com/hipaac/hipaac/compiler/template")
func load(t testing.TB, folder string) []Stack {
	files,_:=filepath.Glob(folder+"/*.template.yaml")
	var out []Stack
	for _,f:=range files { b,_:=os.ReadFile(f); d,_:=template.Parse(f,b); out=append(out,Stack{Name:strings.TrimSuffix(filepath.Base(f),".template.yaml"),Document:d})}
	return out
}
func TestScratch(t *testing.T){
	a,b:=load(t,"../../golden/test"),load(t,"../../golden/prod")
	r:=Compare(a,b)
	for _,f:=range r.Findings { fmt.Printf("%s | %s.%s %s | %s | %s %v\n",f.Class,f.Stack,f.Resource,f.Path,f.Text,f.Control,f.Citations)}
	for _,x:=range r.Resources { j,_:=json.Marshal(x); if len(j)>300 {j=j[:300]}; fmt.Println(string(j))}
	for _,x:=range r.Exports { j,_:=json.Marshal(x); fmt.Println(string(j))}
	r=Compare(a,a); fmt.Println(len(r.Findings),len(r.Resources),len(r.Exports))
}
func BenchmarkX(bb *testing.B){ a,b:=load(bb,"../../golden/test"),load(bb,"../../golden/prod"); n:=0; for _,s:=range b {n+=len(s.Document.Resources)}; fmt.Println(n)
 for bb.Loop(){Compare(a,b)}}
