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

    // Of all files, and of the database; to be filled. The selected migration has a menu of its own.
    [[nodiscard]] QMenu *files() const { return m_files; }
    [[nodiscard]] QMenu *database() const { return m_database; }
    void setCounts(const Overview *overview); // nullptr: nothing is known
    // What stands in the way; "" takes it away.
    void notify(const QString &problem);
    void notify(Tone tone, const QString &text);

private:
    QMenu *addMenu(class QHBoxLayout *row, const QString &text, const QString &name, const QString &toolTip);
    void buildBanners(class QVBoxLayout *column);

    QMenu *m_files = nullptr;
    QMenu *m_database = nullptr;
    QLabel *m_counts;
    Banner *m_problem;
    Banner *m_news;
};

} // namespace howdah::ui
