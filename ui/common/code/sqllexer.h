// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/code/qsci.h"
#include "common/code/sqlruns.h"

#include <functional>

namespace howdah::ui {

// Draws SQL as PostgreSQL reads it, in the colours of the palette. The whole text, unless it is told how much is
// enough. UI thread.
class SqlLexer final : public QsciLexerCustom
{
    Q_OBJECT
public:
    // What is to be drawn: from a place outside of quotes and comments on, and the COPY data there, by their offsets in
    // the whole text.
    struct Stretch
    {
        qint64 begin = 0;
        qint64 end = 0;
        std::vector<sql::Piece> pieces;
        bool standardStrings = true;
    };
    explicit SqlLexer(QObject *parent);

    void setStretches(std::function<Stretch(qint64 end)> stretches) { m_stretches = std::move(stretches); }
    // The colours and fonts of the palette of its text.
    void dress(QsciScintilla &text);

    [[nodiscard]] const char *language() const override { return "SQL"; }
    [[nodiscard]] QString description(int style) const override;
    void styleText(int start, int end) override;

private:
    [[nodiscard]] Stretch whole() const;

    std::function<Stretch(qint64 end)> m_stretches;
};

// The bytes of a text, where they lie: until it changes or is asked again.
[[nodiscard]] QByteArrayView bytesOf(const QsciScintillaBase &text, qint64 offset, qint64 size);

} // namespace howdah::ui
