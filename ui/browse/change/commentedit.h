// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

namespace howdah::ui {

// Edits a comment, which may have several lines. What nobody has changed is answered as it was, byte for byte: a field
// would show no difference between kinds of blanks and of line ends. UI thread.
class CommentEdit final : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit CommentEdit(const QString &accessibleName, QWidget *parent = nullptr);

    void setComment(const QString &comment);
    [[nodiscard]] QString comment() const;
    // As high as this many lines.
    void setLines(int lines);

private:
    QString m_given;
    QString m_shown; // of it, as the field has it
};

} // namespace howdah::ui
