// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/copyview.h"

#include "base/figures.h"
#include "base/outputfile.h"
#include "base/propagate.h"
#include "common/quantities.h"
#include "common/widgets.h"
#include "query/result/resultexport.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QVBoxLayout>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr qsizetype MostShown = qsizetype(1) << 20;
constexpr int CopyLookMs = 100;

CopyView::CopyView(std::shared_ptr<query::ResultStore> rows, QWidget *parent)
    : QWidget(parent)
    , m_rows(std::move(rows))
    , m_text(new QPlainTextEdit(this))
    , m_note(mutedLabel({}, this))
{
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(fixedFont());
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setAccessibleName(tr("Data of COPY"));
    m_text->setTabChangesFocus(true);
    QPushButton *save = button(tr("Save to a file…"), ButtonRole::Plain, this);
    connect(save, &QPushButton::clicked, this, &CopyView::chooseFile);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    foot->addWidget(m_note, 1);
    foot->addWidget(save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_text, 1);
    layout->addLayout(foot);
    setFocusProxy(m_text);
    m_tick.setInterval(CopyLookMs);
    connect(&m_tick, &QTimer::timeout, this, &CopyView::look);
    m_tick.start();
    look();
}

QString CopyView::text() const { return m_text->toPlainText(); }

struct CopyPiece
{
    QByteArray bytes;
    qint64 rows = 0;
};

static Result<CopyPiece> readPiece(const query::ResultStore &store, qint64 first, qsizetype most)
{
    CopyPiece piece;
    while (first + piece.rows < store.rowCount() && piece.bytes.size() < most) {
        ASSIGN_OR_RETURN(const query::ResultStore::Rows block, store.at(first + piece.rows));
        for (qint64 row = first + piece.rows; row < block.end() && piece.bytes.size() < most; ++row, ++piece.rows) {
            const QByteArrayView bytes = block.batch->bytes(row - block.first, 0);
            piece.bytes += bytes.first(std::min(bytes.size(), most - piece.bytes.size()));
        }
    }
    return piece;
}

void CopyView::look()
{
    const qint64 rows = m_rows->rowCount();
    const bool isFinished = m_rows->isFinished();
    if (rows > m_shownRows && m_shownBytes < MostShown)
        read();
    const QString all = tr("%n line(s) of data", nullptr, int(std::min<qint64>(rows, 2'000'000'000)));
    m_note->setText(m_shownBytes >= MostShown ? tr("%1; the first %2 are shown").arg(all, sizeText(MostShown)) : all);
    if (isFinished && !m_isReading && (m_shownRows >= rows || m_shownBytes >= MostShown))
        m_tick.stop();
}

void CopyView::read()
{
    if (m_isReading)
        return;
    m_isReading = true;
    m_asked.ask(
        this, QtConcurrent::run([rows = m_rows, first = m_shownRows, most = MostShown - m_shownBytes] {
            return readPiece(*rows, first, most);
        }),
        [this](const Result<CopyPiece> &piece) {
            m_isReading = false;
            if (!piece)
                return m_note->setText(piece.error().message);
            m_shownRows += piece->rows;
            m_shownBytes += piece->bytes.size();
            // Where somebody reads, or marks something, it stays.
            QTextCursor end(m_text->document());
            end.movePosition(QTextCursor::End);
            end.insertText(QString::fromUtf8(piece->bytes));
        });
}

void CopyView::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Save the data of COPY to"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, &CopyView::save);
    dialog->open();
}

static Result<data::ExportReport> saveCopyData(const query::ResultStore &rows, const QString &path)
{
    OutputFile out;
    RETURN_IF_ERROR(out.open(path));
    ASSIGN_OR_RETURN(const data::ExportReport report, query::exportCopyData(rows, out.device()));
    RETURN_IF_ERROR(out.keep());
    return report;
}

void CopyView::save(const QString &path)
{
    m_saving.ask(
        this, QtConcurrent::run([rows = m_rows, path] { return saveCopyData(*rows, path); }),
        [this](const Result<data::ExportReport> &report) {
            const QString said = report ? tr("Saved, %1").arg(sizeText(report->bytes)) : report.error().message;
            m_note->setText(said);
            Q_EMIT saved(said);
        });
}

} // namespace howdah::ui
