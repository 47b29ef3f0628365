// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/sourcewatcher.h"
#include "query/drafts/draft.h"
#include "query/drafts/textfile.h"

#include <memory>

namespace howdah::ui {

class SqlEditor;

// The file of a tab, or none: how its text came from the disk and goes there, and what somebody else does with it
// meanwhile. The disk is used on other threads. UI thread.
class TabFile final : public QObject
{
    Q_OBJECT
public:
    // The editor outlives it.
    explicit TabFile(SqlEditor *editor, QObject *parent = nullptr);

    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] bool isNone() const { return m_path.isEmpty(); }
    [[nodiscard]] QString name() const; // of the file, without its folder
    // The text is not what was read or saved last.
    [[nodiscard]] bool isModified() const;
    [[nodiscard]] bool isBusy() const { return m_isBusy; }
    void fill(query::Draft &draft) const;

    // As it was left: its text is in the editor already.
    void restore(const query::Draft &draft);
    void open(const QString &path);
    // ErrorKind::Conflict of a failure: changedOutside() is told instead.
    void save();
    void saveAs(const QString &path);
    // Whether another program has changed it: told by readAgain() or changedOutside().
    void look();

    // What is to be done about changedOutside().
    void keepMine();   // the next save replaces what is there
    void takeTheirs(); // one step to undo
    void merge();      // likewise; told by merged()
    [[nodiscard]] bool canMerge() const { return m_base.has_value(); }

Q_SIGNALS:
    void opened();
    void saved();
    // Its name, or whether it is modified.
    void changed();
    void failed(const howdah::Error &error);
    void changedOutside(howdah::query::FileChange change);
    // It was changed there and nothing here: it was read again.
    void readAgain();
    void merged(int conflicts);

private:
    void write(const QString &path, bool overwrites);
    void watch();
    void take(const query::TextFile &file);
    void replaceText(const QByteArray &text);
    // Nobody asked for it: what is typed meanwhile is not replaced.
    void readAgainFor(bool isAsked);

    SqlEditor *m_editor;
    QString m_path;
    query::TextForm m_form;
    QByteArray m_hash;
    std::optional<QByteArray> m_base; // the text as it is on the disk, as far as is known
    bool m_differs = false;           // from it, since before the editor had it
    bool m_overwrites = false;
    bool m_isBusy = false;
    qint64 m_edits = 0;
    std::unique_ptr<SourceWatcher> m_watcher;
    Latest m_reading;
    Latest m_looking;
};

} // namespace howdah::ui
