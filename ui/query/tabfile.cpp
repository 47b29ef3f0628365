// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/tabfile.h"

#include "query/drafts/merge.h"
#include "query/editor/editorformatter.h"
#include "query/editor/editortools.h"
#include "query/editor/sqleditor.h"

#include <QFileInfo>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using query::FileChange;
using query::TextFile;

TabFile::TabFile(SqlEditor *editor, QObject *parent)
    : QObject(parent)
    , m_editor(editor)
{
    connect(editor, &SqlEditor::edited, this, [this] { ++m_edits; });
    connect(editor, &QsciScintilla::modificationChanged, this, &TabFile::changed);
}

QString TabFile::name() const { return QFileInfo(m_path).fileName(); }

bool TabFile::isModified() const { return !isNone() && (m_differs || m_editor->isModified()); }

void TabFile::fill(query::Draft &draft) const
{
    draft.file = m_path;
    draft.form = m_form;
    draft.fileHash = m_hash;
}

// Whether it is as it was left is found out by reading it.
void TabFile::restore(const query::Draft &draft)
{
    m_path = draft.file;
    m_form = draft.form;
    m_hash = draft.fileHash;
    m_editor->setModified(false);
    if (isNone())
        return;
    m_differs = true;
    watch();
    const auto reading = QtConcurrent::run([path = m_path] { return query::readTextFile(path); });
    m_reading.ask(this, reading, [this, text = draft.text](const Result<TextFile> &file) {
        if (!file)
            Q_EMIT changedOutside(FileChange::Gone);
        else if (file->hash == m_hash) {
            m_base = file->text;
            m_differs = file->text != text;
        } else {
            Q_EMIT changedOutside(FileChange::Changed);
        }
        Q_EMIT changed();
    });
}

void TabFile::open(const QString &path)
{
    m_isBusy = true;
    m_editor->setReadOnly(true); // what is typed meanwhile would be lost
    const auto reading = QtConcurrent::run([path] { return query::readTextFile(path); });
    m_reading.ask(this, reading, [this, path](const Result<TextFile> &file) {
        m_isBusy = false;
        m_editor->setReadOnly(false);
        if (!file) {
            Q_EMIT failed(file.error());
            return;
        }
        m_path = path;
        m_editor->setBytes(file->text);
        take(*file);
        watch();
        Q_EMIT opened();
        Q_EMIT changed();
    });
}

// It is the text of the editor now.
void TabFile::take(const TextFile &file)
{
    m_form = file.form;
    m_hash = file.hash;
    m_base = file.text;
    m_differs = false;
    m_overwrites = false;
    const bool windows = query::lineEndsOf(file.text) == query::LineEnds::Windows;
    m_editor->setEolMode(windows ? QsciScintilla::EolWindows : QsciScintilla::EolUnix);
    m_editor->setModified(false);
}

void TabFile::save() { write(m_path, m_overwrites); }

// Whoever chose the name was asked about what is there.
void TabFile::saveAs(const QString &path) { write(path, true); }

void TabFile::write(const QString &path, bool overwrites)
{
    if (m_isBusy || path.isEmpty())
        return;
    m_isBusy = true;
    const QByteArray text = m_editor->bytes();
    const auto writing = QtConcurrent::run([path, text, form = m_form, known = m_hash, overwrites] {
        return overwrites ? query::overwriteTextFile(path, text, form) : query::writeTextFile(path, text, form, known);
    });
    m_reading.ask(this, writing, [this, path, text, edits = m_edits](const Result<QByteArray> &hash) {
        m_isBusy = false;
        if (!hash) {
            if (hash.error().kind == ErrorKind::Conflict)
                return look();
            Q_EMIT failed(hash.error());
            return;
        }
        const bool isOther = std::exchange(m_path, path) != path;
        m_hash = *hash;
        m_base = text;
        m_overwrites = false;
        m_differs = edits != m_edits;
        if (!m_differs)
            m_editor->setModified(false);
        if (isOther)
            watch();
        Q_EMIT saved();
        Q_EMIT changed();
    });
}

void TabFile::watch()
{
    if (!m_watcher) {
        m_watcher = std::make_unique<SourceWatcher>();
        connect(m_watcher.get(), &SourceWatcher::changed, this, &TabFile::look);
    }
    m_watcher->watch(QFileInfo(m_path).absolutePath(), {name()});
    m_editor->tools().formatter().setPath(m_path);
}

void TabFile::look()
{
    if (isNone() || m_isBusy)
        return;
    watch(); // one that was replaced is another file
    const auto looking = QtConcurrent::run([path = m_path, hash = m_hash] { return query::lookForChange(path, hash); });
    m_looking.ask(this, looking, [this](const Result<FileChange> &change) {
        if (!change) {
            Q_EMIT failed(change.error());
            return;
        }
        if (m_isBusy || *change == FileChange::Same)
            return;
        if (*change == FileChange::Changed && !isModified())
            readAgainFor(false);
        else
            Q_EMIT changedOutside(*change);
    });
}

void TabFile::keepMine()
{
    m_overwrites = true;
    m_differs = true;
    Q_EMIT changed();
}

void TabFile::replaceText(const QByteArray &text)
{
    const qint64 cursor = m_editor->cursorByte();
    m_editor->replaceBytes({0, m_editor->sizeInBytes()}, text);
    m_editor->setCursorByte(std::min(cursor, m_editor->sizeInBytes()));
}

void TabFile::takeTheirs() { readAgainFor(true); }

void TabFile::readAgainFor(bool isAsked)
{
    m_isBusy = true;
    const auto reading = QtConcurrent::run([path = m_path] { return query::readTextFile(path); });
    m_reading.ask(this, reading, [this, isAsked, edits = m_edits](const Result<TextFile> &file) {
        m_isBusy = false;
        if (!file) {
            Q_EMIT failed(file.error());
            return;
        }
        if (!isAsked && edits != m_edits) { // it is changed here meanwhile, too
            Q_EMIT changedOutside(FileChange::Changed);
            return;
        }
        replaceText(file->text);
        take(*file);
        Q_EMIT readAgain();
        Q_EMIT changed();
    });
}

void TabFile::merge()
{
    if (!m_base)
        return;
    struct Both
    {
        TextFile theirs;
        query::MergedText merged;
    };
    m_isBusy = true;
    const QByteArray mine = m_editor->bytes();
    const auto merging = QtConcurrent::run(
        [path = m_path, base = *m_base, mine, name = tr("in the editor").toUtf8(),
         other = tr("on the disk").toUtf8()]() -> Result<Both> {
            auto file = query::readTextFile(path);
            if (!file)
                return fail(file.error());
            auto merged = query::mergeTexts(base, mine, file->text, name, other);
            return Both{*std::move(file), std::move(merged)};
        });
    m_reading.ask(this, merging, [this, edits = m_edits](const Result<Both> &both) {
        m_isBusy = false;
        if (!both) {
            Q_EMIT failed(both.error());
            return;
        }
        if (edits != m_edits) // what was typed meanwhile is in it, too
            return merge();
        replaceText(both->merged.text);
        m_form = both->theirs.form;
        m_hash = both->theirs.hash;
        m_base = both->theirs.text;
        m_overwrites = false;
        m_differs = both->merged.text != both->theirs.text;
        Q_EMIT merged(both->merged.conflicts);
        Q_EMIT changed();
    });
}

} // namespace howdah::ui
