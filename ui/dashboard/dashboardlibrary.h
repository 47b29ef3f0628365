// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/dashboard.h"
#include "common/sourcewatcher.h"

#include <QObject>
#include <QThreadPool>

#include <memory>

namespace howdah::ui {

// A file of the list. One with problems has no dashboard.
struct LibraryEntry
{
    QString path;
    QByteArray yaml; // as it was read; of built-in ones too
    std::shared_ptr<const metrics::DashboardDefinition> dashboard;
    std::vector<metrics::DefinitionProblem> problems;

    [[nodiscard]] bool isBuiltIn() const { return path.startsWith(QStringLiteral(":/")); }
    [[nodiscard]] QString title() const;
};

// The dashboards that there are: the built-in ones, and those of a folder, which is watched, so that a new or changed
// file appears by itself. Files are read on another thread. UI thread.
class DashboardLibrary final : public QObject
{
    Q_OBJECT
public:
    explicit DashboardLibrary(const QString &folder, QObject *parent = nullptr);
    ~DashboardLibrary() override;

    // Makes the folder when it is not there, reads, and watches from then on.
    void start();
    void reload();
    [[nodiscard]] bool isRead() const { return m_isRead; }
    [[nodiscard]] QString folder() const { return m_folder; }

    // Built-in ones first, each kind by title.
    [[nodiscard]] const std::vector<LibraryEntry> &entries() const { return *m_entries; }
    [[nodiscard]] const LibraryEntry *find(const QString &path) const;

Q_SIGNALS:
    void changed(); // also after the first read

private:
    using Entries = std::vector<LibraryEntry>;
    static Entries read(const QString &folder, const Entries &known);
    void take(const std::shared_ptr<const Entries> &entries);
    void watch();

    QString m_folder;
    SourceWatcher m_watcher;
    QThreadPool m_pool;
    std::shared_ptr<const Entries> m_entries = std::make_shared<const Entries>();
    bool m_isRead = false;
    bool m_isReading = false;
    bool m_readAgain = false;
};

} // namespace howdah::ui
