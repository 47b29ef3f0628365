// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"

#include <QWidget>

class QAction;
class QLabel;
class QMenu;

namespace howdah::ui {

class Banner;
struct Overview;

// The head of the page: which migrations, how they stand, the search, what can be done, and beneath it what came of
// that. UI thread.
class MigrateHead final : public QWidget
{
    Q_OBJECT
public:
    struct Parts
    {
        QString title;
        QWidget *picker = nullptr;
        QWidget *search = nullptr;
        QAction *primary = nullptr;
    };
    explicit MigrateHead(const Parts &parts, QWidget *parent = nullptr);

    [[nodiscard]] QMenu *more() const { return m_more; } // to be filled
    void setCounts(const Overview *overview);            // nullptr: nothing is known
    // What stands in the way; "" takes it away.
    void notify(const QString &problem);
    void notify(Tone tone, const QString &text);

private:
    void buildBanners(class QVBoxLayout *column);

    QMenu *m_more;
    QLabel *m_counts;
    Banner *m_problem;
    Banner *m_news;
};

} // namespace howdah::ui
