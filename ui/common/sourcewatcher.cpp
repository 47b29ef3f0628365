// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/sourcewatcher.h"

#include <QFileInfo>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// inotify gives a user some ten thousand watches in all; past this many files only the folder itself is watched, which
// still sees files that come, go or are replaced by rename, as most editors do.
static constexpr qsizetype MaximumFiles = 2000;

static void watchExactly(QFileSystemWatcher &watcher, const QSet<QString> &wanted)
{
    const QStringList known = watcher.directories() + watcher.files();
    const QSet<QString> before(known.begin(), known.end());
    const QStringList gone = (before - wanted).values();
    const QStringList added = (wanted - before).values();
    if (!gone.isEmpty())
        watcher.removePaths(gone);
    if (!added.isEmpty())
        watcher.addPaths(added);
}

// A clock of files may be some milliseconds behind that of programs.
static constexpr int ClockSteps = 20;

static bool hasChanged(const QSet<QString> &paths, const QDateTime &since)
{
    const QDateTime from = since.addMSecs(-ClockSteps);
    return std::ranges::any_of(paths, [&from](const QString &path) {
        return QFileInfo(path).fileTime(QFileDevice::FileMetadataChangeTime) >= from;
    });
}

SourceWatcher::SourceWatcher(QObject *parent)
    : QObject(parent)
    , m_watcher(new QFileSystemWatcher)
{
    m_burst.setSingleShot(true);
    m_burst.setInterval(250);
    connect(&m_burst, &QTimer::timeout, this, [this] {
        m_since = QDateTime::currentDateTimeUtc();
        Q_EMIT changed();
    });
    connect(m_watcher, &QFileSystemWatcher::directoryChanged, this, [this] { m_burst.start(); });
    connect(m_watcher, &QFileSystemWatcher::fileChanged, this, [this] { m_burst.start(); });
    m_thread.setObjectName(u"source watcher"_s);
    m_watcher->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_watcher, &QObject::deleteLater);
    m_thread.start();
}

SourceWatcher::~SourceWatcher()
{
    m_thread.quit();
    m_thread.wait();
}

void SourceWatcher::watch(const QString &folder, const QStringList &files)
{
    QSet<QString> wanted;
    if (!folder.isEmpty()) {
        wanted << folder;
        for (const QString &file : files.mid(0, MaximumFiles))
            wanted << folder + u'/' + file;
    }
    if (folder != m_folder) {
        m_burst.stop(); // what happened in the folder before is of no interest
        m_since = QDateTime::currentDateTimeUtc();
    }
    m_folder = folder;
    QMetaObject::invokeMethod(
        m_watcher,
        [this, wanted, since = m_since] {
            watchExactly(*m_watcher, wanted);
            if (hasChanged(wanted, since))
                QMetaObject::invokeMethod(&m_burst, qOverload<>(&QTimer::start), Qt::QueuedConnection);
            QMetaObject::invokeMethod(this, &SourceWatcher::watching, Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

} // namespace howdah::ui
