// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "query/editor/editortext.h"

namespace howdah::ui {

// Lays out the text by the style of its file (.editorconfig), on another thread: one step to undo, with the cursor at
// the token where it was. What is left as it is, is told with its reason. UI thread.
class EditorFormatter final : public QObject
{
    Q_OBJECT
public:
    explicit EditorFormatter(EditorText &editor);

    // The file, whose folder says how; it need not exist. Empty: the usual style.
    void setPath(const QString &path) { m_path = path; }
    enum class What { Statement, Selection, All };
    void format(What what);
    [[nodiscard]] bool isRunning() const { return m_isRunning; }

    void edited() { m_asked.drop(), m_isRunning = false; }

private:
    [[nodiscard]] query::TextExtent extentOf(What what) const;

    EditorText &m_editor;
    QString m_path;
    Latest m_asked; // the text has not changed since
    bool m_isRunning = false;
};

// Where the cursor belongs in the same tokens laid out otherwise.
[[nodiscard]] qsizetype placeInFormatted(QByteArrayView before, qsizetype place, QByteArrayView after);

} // namespace howdah::ui
