// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/celleditor.h"
#include "editors/lineeditor.h"

namespace howdah::ui {

// A line that is longer is no pleasure to edit.
static constexpr qsizetype longestLine = 10'000;

bool fitsInPlace(const EditSubject &subject)
{
    const QByteArray &text = subject.value.bytes();
    return subject.column.category != data::TypeCategory::Bytes && text.size() <= longestLine && !text.contains('\n')
        && !text.contains('\r');
}

CellEditor *makeInPlaceEditor(const EditSubject &subject, QWidget *parent)
{
    CellEditor *editor = new LineEditor(parent);
    editor->setSubject(subject);
    return editor;
}

CellEditor *makePanelEditor(const EditSubject &subject, QWidget *parent)
{
    CellEditor *editor = new LineEditor(parent);
    editor->setSubject(subject);
    return editor;
}

} // namespace howdah::ui
