// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/code/qsci.h"

class QPalette;

namespace howdah::ui {

// Colours the text of prompts, line by line, so that a megabyte costs what is seen of it.
class PromptLexer final : public QsciLexerCustom
{
    Q_OBJECT
public:
    enum Style { Plain, Variable, Role, Heading, Tag, Odd };

    explicit PromptLexer(QObject *parent);
    void applyTheme(const QPalette &palette);

    [[nodiscard]] const char *language() const override { return "Prompt"; }
    [[nodiscard]] QString description(int style) const override;
    void styleText(int start, int end) override;

private:
    void styleLine(const QByteArray &line);
};

} // namespace howdah::ui
