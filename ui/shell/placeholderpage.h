// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "common/statestack.h"

namespace howdah::ui {

// A place that is kept for a page to come: says what will be there, and shows nothing that is not.
class PlaceholderPage final : public Page
{
    Q_OBJECT
public:
    struct Words
    {
        QString key;
        QString title;
        QString iconName;
        QString text;
    };
    explicit PlaceholderPage(Words words, QWidget *parent = nullptr);

    void activate() override;

private:
    Words m_words;
    StateStack *m_stack = nullptr;
};

[[nodiscard]] std::vector<PlaceholderPage::Words> placesToCome();

} // namespace howdah::ui
