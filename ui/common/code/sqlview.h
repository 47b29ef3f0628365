// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/code/qsci.h"

namespace howdah::ui {

class SqlLexer;

// SQL with highlighting and line numbers in the fixed font, coloured from the palette; read-only unless told otherwise.
// Marks are shown at their line, with the message as plain text beneath it.
class SqlView final : public QsciScintilla
{
    Q_OBJECT
public:
    explicit SqlView(QWidget *parent = nullptr);

    void setSql(const QString &sql);
    [[nodiscard]] QString sql() const { return text(); }

    // Line and column count from 1; a column of 0 marks the whole line. Scrolls there.
    void markError(int line, int column, const QString &message);
    void clearMarks();
    // As high as its text, up to `lines` lines: for dialogs and panels.
    void setMaximumLines(int lines);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Mark
    {
        int row = 0;
        QString message;
    };

    void applyTheme();
    void annotateMarks();
    void updateMargin();

    SqlLexer *m_lexer;
    QList<Mark> m_marks;
    int m_maximumLines = 0;
    bool m_applying = false;
};

} // namespace howdah::ui
