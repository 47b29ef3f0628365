// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/widgets.h"

#include <functional>
#include <map>
#include <vector>

class QVBoxLayout;

namespace howdah::ui {

// What is to be known of a tab, one bar for each subject, with what can be done about it. UI thread.
class TabNotices final : public QWidget
{
    Q_OBJECT
public:
    explicit TabNotices(QWidget *parent = nullptr);

    struct Choice
    {
        QString text;
        std::function<void()> chosen;
    };
    // In the place of what was said of this subject. Each choice takes the bar away before it is followed.
    void
    say(const QString &subject, Tone tone, const QString &text, const std::vector<Choice> &choices = {},
        bool canBeHidden = true);
    void unsay(const QString &subject);
    // "" where nothing is said.
    [[nodiscard]] QString said(const QString &subject) const;

private:
    QVBoxLayout *m_column;
    std::map<QString, Banner *> m_bars;
};

} // namespace howdah::ui
