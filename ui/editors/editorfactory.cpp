// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/catalog.h"
#include "editors/arrayeditor.h"
#include "editors/byteseditor.h"
#include "editors/choiceeditor.h"
#include "editors/dateeditor.h"
#include "editors/jsoneditor.h"
#include "editors/labelledreference.h"
#include "editors/paneleditor.h"
#include "editors/referenceeditor.h"
#include "editors/texteditor.h"
#include "editors/uuideditor.h"

namespace howdah::ui {

// A line that is longer is no pleasure to edit.
static constexpr qsizetype longestLine = 10'000;

bool fitsInPlace(const EditSubject &subject)
{
    const QByteArray &text = subject.value.bytes();
    return subject.column.category != data::TypeCategory::Bytes && text.size() <= longestLine && !text.contains('\n')
        && !text.contains('\r');
}

static std::optional<data::Reference> referenceOf(const EditSubject &subject)
{
    return subject.connection ? labelledReference(*subject.connection, subject.relation, subject.position)
                              : std::nullopt;
}

// What one line serves for; nullptr where more is better.
static CellEditor *lineFor(const EditSubject &subject, QWidget *parent)
{
    if (auto reference = referenceOf(subject))
        return new ReferenceEditor(*std::move(reference), subject.connection, parent);
    switch (subject.column.category) {
    case data::TypeCategory::Boolean:
    case data::TypeCategory::Enumeration:
        return new ChoiceEditor(parent);
    case data::TypeCategory::DateTime:
        return new DateEditor(parent);
    case data::TypeCategory::Uuid:
        return new UuidEditor(parent);
    case data::TypeCategory::Integer:
    case data::TypeCategory::Decimal:
    case data::TypeCategory::Real:
    case data::TypeCategory::Interval:
        return new LineEditor(parent);
    case data::TypeCategory::Text:
    case data::TypeCategory::Json:
    case data::TypeCategory::Bytes:
    case data::TypeCategory::Array:
    case data::TypeCategory::Other:
        return nullptr;
    }
    return nullptr;
}

static CellEditor *panelFor(const EditSubject &subject, QWidget *parent)
{
    if (CellEditor *line = lineFor(subject, parent))
        return line;
    if (subject.column.category == data::TypeCategory::Json)
        return new JsonEditor(parent);
    if (subject.column.category == data::TypeCategory::Bytes)
        return new BytesEditor(parent);
    if (subject.column.category == data::TypeCategory::Array)
        return new ArrayEditor(parent);
    return new TextEditor(parent);
}

CellEditor *makeInPlaceEditor(const EditSubject &subject, QWidget *parent)
{
    CellEditor *editor = lineFor(subject, parent);
    if (!editor)
        editor = new LineEditor(parent);
    editor->setSubject(subject);
    return editor;
}

CellEditor *makePanelEditor(const EditSubject &subject, QWidget *parent)
{
    auto *editor = new PanelEditor(panelFor(subject, nullptr), parent);
    editor->setSubject(subject);
    return editor;
}

} // namespace howdah::ui
