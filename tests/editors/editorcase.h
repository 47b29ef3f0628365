// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editors/celleditor.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace howdah::ui::test {

using Category = data::TypeCategory;

inline data::CellValue cellText(const QByteArray &bytes) { return data::CellValue::text(bytes.isNull() ? "" : bytes); }

inline EditSubject subject(Category category, const data::CellValue &value, quint32 oid = 25, const QString &type = {})
{
    EditSubject out;
    out.column.name = QStringLiteral("field");
    out.column.type = out.column.declared = type.isEmpty() ? QStringLiteral("text") : type;
    out.column.typeOid = out.column.baseTypeOid = oid;
    out.column.category = category;
    out.value = value;
    if (value.isText())
        out.read = value.bytes();
    return out;
}

// An editor that is shown and has the focus.
template <typename Editor>
std::unique_ptr<Editor> shown(const EditSubject &what)
{
    auto editor = std::make_unique<Editor>();
    editor->resize(420, 360);
    editor->setSubject(what);
    editor->show();
    QApplication::setActiveWindow(editor.get());
    editor->setFocus();
    return editor;
}

inline std::unique_ptr<CellEditor> shownPanel(const EditSubject &what)
{
    std::unique_ptr<CellEditor> editor(makePanelEditor(what, nullptr));
    editor->resize(420, 360);
    editor->show();
    QApplication::setActiveWindow(editor.get());
    editor->setFocus();
    return editor;
}

inline void press(QWidget *widget, Qt::Key key, Qt::KeyboardModifiers modifiers = {})
{
    QTest::keyClick(widget, key, modifiers);
}

} // namespace howdah::ui::test
