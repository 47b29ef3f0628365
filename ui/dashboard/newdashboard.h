// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QObject>

class QWidget;

namespace howdah::ui {

class Prompter;
struct LibraryEntry;

// Begins dashboards of one's own, as files under a free name of a folder. UI thread; writes on another one.
class NewDashboard final : public QObject
{
    Q_OBJECT
public:
    // `page` is who asks.
    NewDashboard(const QString &folder, Prompter *prompter, QWidget *page);

    void askTitle(); // and begins it
    void copy(const LibraryEntry &entry);

Q_SIGNALS:
    void written(const QString &path);
    void failed(const howdah::Error &error);

private:
    void write(const QString &name, const QByteArray &yaml);

    QString m_folder;
    Prompter *m_prompter;
    QWidget *m_page;
};

} // namespace howdah::ui
