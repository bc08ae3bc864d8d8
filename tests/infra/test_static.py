"""A page never mixes two versions of a script."""

import re

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from annotate.static import HashedFiles


def test_a_module_imports_the_hashed_name_of_another(tmp_path):
    source = FileSystemStorage(tmp_path / "source")
    source.save("desk/reading.js", ContentFile('import { mark } from "./spans.js";\nmark();\n'))
    source.save("desk/spans.js", ContentFile("export function mark() {}\n"))
    hashed = HashedFiles(location=tmp_path / "made", base_url="/static/")
    paths = {}
    for name in ("desk/reading.js", "desk/spans.js"):
        with source.open(name) as file:
            hashed.save(name, file)
        paths[name] = (source, name)
    failures = [done for *_, done in hashed.post_process(paths) if isinstance(done, Exception)]
    assert failures == []
    page = (tmp_path / "made" / hashed.stored_name("desk/reading.js")).read_text()
    assert re.search(r'from "\./spans\.[0-9a-f]{12}\.js"', page)
