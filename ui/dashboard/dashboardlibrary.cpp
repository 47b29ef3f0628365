// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardlibrary.h"

#include "base/plainfile.h"

#include "base/whendone.h"

#include <QDir>
#include <QFile>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::DashboardReading;

static QByteArray bytesOrNothing(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

static LibraryEntry entryOf(const QString &path, QByteArray yaml, DashboardReading reading)
{
    LibraryEntry entry{path, std::move(yaml), nullptr, std::move(reading.problems)};
    if (reading.dashboard)
        entry.dashboard = std::make_shared<const metrics::DashboardDefinition>(*std::move(reading.dashboard));
    return entry;
}

QString LibraryEntry::title() const { return dashboard ? dashboard->title : QFileInfo(path).fileName(); }

DashboardLibrary::DashboardLibrary(const QString &folder, QObject *parent)
    : QObject(parent)
    , m_folder(QDir::cleanPath(folder))
{
    m_pool.setMaxThreadCount(1);
    connect(&m_watcher, &SourceWatcher::changed, this, &DashboardLibrary::reload);
}

DashboardLibrary::~DashboardLibrary() { m_pool.waitForDone(); }

void DashboardLibrary::start()
{
    if (m_isRead)
        return;
    m_watcher.watch(m_folder, {});
    reload();
}

// What has not changed is kept as it is: a dashboard that is open goes on being the same object.
DashboardLibrary::Entries DashboardLibrary::read(const QString &folder, const Entries &known)
{
    const auto keep = [&known](const QString &path, const QByteArray &yaml) -> const LibraryEntry * {
        const auto found = std::ranges::find(known, path, &LibraryEntry::path);
        return found != known.end() && found->yaml == yaml ? &*found : nullptr;
    };
    Entries entries;
    std::ranges::copy_if(known, std::back_inserter(entries), &LibraryEntry::isBuiltIn);
    if (entries.empty()) {
        for (metrics::DashboardFile &file : metrics::builtInDashboards())
            entries.push_back(entryOf(file.path, bytesOrNothing(file.path), std::move(file.reading)));
    }
    QDir().mkpath(folder);
    Entries own;
    for (const QFileInfo &info : QDir(folder).entryInfoList({u"*.yaml"_s}, QDir::Files, QDir::Name)) {
        Result<QByteArray> bytes = readPlainFileIn(folder, info.fileName());
        if (!bytes) {
            DashboardReading unread;
            unread.problems.push_back({0, 0, tr("The file cannot be read: %1").arg(bytes.error().message), {}});
            own.push_back(entryOf(info.filePath(), {}, std::move(unread)));
            continue;
        }
        QByteArray yaml = *std::move(bytes);
        if (const LibraryEntry *same = keep(info.filePath(), yaml))
            own.push_back(*same);
        else
            own.push_back(entryOf(info.filePath(), yaml, metrics::readDashboard(yaml, info.filePath())));
    }
    std::ranges::stable_sort(
        own, [](const LibraryEntry &a, const LibraryEntry &b) { return a.title().localeAwareCompare(b.title()) < 0; });
    std::ranges::move(own, std::back_inserter(entries));
    return entries;
}

void DashboardLibrary::reload()
{
    m_readAgain = m_isReading;
    if (m_isReading)
        return;
    m_isReading = true;
    const auto future = QtConcurrent::run(&m_pool, [folder = m_folder, known = m_entries] {
        return Result<std::shared_ptr<const Entries>>(std::make_shared<const Entries>(read(folder, *known)));
    });
    whenDone(this, future, [this](const Result<std::shared_ptr<const Entries>> &entries) {
        m_isReading = false;
        if (entries)
            take(*entries);
        if (m_readAgain)
            reload();
    });
}

void DashboardLibrary::take(const std::shared_ptr<const Entries> &entries)
{
    const bool isSame = m_isRead && std::ranges::equal(*m_entries, *entries, [](const auto &a, const auto &b) {
                            return a.path == b.path && a.yaml == b.yaml && a.problems == b.problems;
                        });
    const bool isFirst = !m_isRead;
    m_entries = entries;
    m_isRead = true;
    watch();
    // What was written between the reading and the watching would be missed.
    if (isFirst)
        reload();
    if (!isSame)
        Q_EMIT changed();
}

void DashboardLibrary::watch()
{
    QStringList files;
    for (const LibraryEntry &entry : *m_entries) {
        if (!entry.isBuiltIn())
            files << QFileInfo(entry.path).fileName();
    }
    m_watcher.watch(m_folder, files);
}

const LibraryEntry *DashboardLibrary::find(const QString &path) const
{
    const auto found = std::ranges::find(*m_entries, path, &LibraryEntry::path);
    return found == m_entries->end() ? nullptr : &*found;
}

} // namespace howdah::ui
