// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QThread>
#include <QTimer>

namespace howdah::ui {

// Notices that files of a folder were added, removed or edited, and tells once for a burst of changes (an editor that
// saves writes, renames and deletes). Lives on the UI thread; the watcher itself, which asks the disk, on its own.
class SourceWatcher final : public QObject
{
    Q_OBJECT
public:
    explicit SourceWatcher(QObject *parent = nullptr);
    ~SourceWatcher() override;

    // "" watches nothing. The files are those to be watched for edits in place. Watch a folder before it is read, and
    // its files once they are known: what changed in between is told then.
    void watch(const QString &folder, const QStringList &files);
    [[nodiscard]] QString folder() const { return m_folder; }

Q_SIGNALS:
    void changed();
    // What watch() was told to is watched from here on: what changed a moment before would go unseen.
    void watching();

private:
    QThread m_thread;
    QFileSystemWatcher *m_watcher; // lives on m_thread
    QTimer m_burst;
    QString m_folder;
    QDateTime m_since; // what is known of the folder was read after this
};

} // namespace howdah::ui
