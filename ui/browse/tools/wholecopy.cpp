// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/tools/wholecopy.h"

#include "base/figures.h"
#include "grid/gridedit.h"
#include "grid/gridmodel.h"
#include "common/quantities.h"
#include "common/settings.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "edit/editsession.h"
#include "value/valuetext.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr qsizetype BytesUnasked = 64 * 1024 * 1024;
// No clipboard takes more, asked or not.
constexpr qint64 MostClipRows = 1'000'000'000;
constexpr qsizetype MostClipBytes = 1024 * 1024 * 1024;
constexpr int ProgressMs = 100;

WholeCopy::WholeCopy(ConnectionController *connection, TaskList *tasks, GridModel *model, QWidget *pane)
    : QObject(pane)
    , m_connection(connection)
    , m_tasks(tasks)
    , m_model(model)
    , m_bar(new Banner(Tone::Edited, pane))
    , m_first(button({}))
    , m_limits{connection->settings().value(settings::copyRows), BytesUnasked}
{
    connect(&connection->settings(), &Settings::changed, this, [this](const QString &name) {
        if (name == settings::copyRows.name)
            m_limits.rows = m_connection->settings().value(settings::copyRows);
    });
    m_bar->setObjectName(u"copyAll"_s);
    QPushButton *all = button(tr("Copy all"));
    all->setObjectName(u"copyAllRows"_s);
    m_first->setObjectName(u"copyFirstRows"_s);
    QPushButton *toFile = button(tr("Export rows…"));
    toFile->setObjectName(u"exportInstead"_s);
    QPushButton *dismiss = button(tr("Cancel"));
    for (QPushButton *each : {m_first, all, toFile, dismiss})
        m_bar->addWidget(each);
    m_bar->hide();
    connect(all, &QPushButton::clicked, this, [this] { start({MostClipRows, MostClipBytes}, WhenMore::Stop); });
    connect(m_first, &QPushButton::clicked, this, [this] { start(m_limits, WhenMore::Stop); });
    connect(dismiss, &QPushButton::clicked, this, &WholeCopy::close);
    connect(toFile, &QPushButton::clicked, this, [this] {
        close();
        Q_EMIT exportWanted();
    });
    m_tick.setInterval(ProgressMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        const double total = double(m_model->loaded().total().rows);
        const auto rows = double(m_clip->rows());
        m_task.setProgress(rowsWord(m_clip->rows()), total > 0 ? std::min(1.0, rows / total) : -1);
    });
}

WholeCopy::~WholeCopy() = default;

void WholeCopy::copy(data::ClipFormat format, const std::vector<int> &columns)
{
    close();
    if (!m_model->isOpen() || m_model->rowCount() == 0)
        return;
    m_format = format;
    m_columns = columns;
    // Rows that nobody has seen are copied, so what is hidden in one is hidden in all.
    QStringList hidden;
    std::erase_if(m_columns, [&](int column) {
        const bool isHidden = m_model->labels().isColumnMasked(column);
        if (isHidden)
            hidden << singleLine(m_model->rows().column(column).name);
        return isHidden;
    });
    m_leftOut = hidden.isEmpty() ? QString() : u". "_s + tr("Left out as sensitive: %1").arg(hidden.join(u", "_s));
    if (m_columns.empty())
        return Q_EMIT message(tr("These values are sensitive: reveal the column first"));
    const data::RowTotal total = m_model->loaded().total();
    if (total.rows > m_limits.rows)
        ask(total.rows, total.exact);
    else
        start(m_limits, WhenMore::Ask);
}

void WholeCopy::ask(qint64 rows, bool exact)
{
    const QString many =
        rows < 0
            ? tr("More than %1 are selected, or more than %2").arg(rowsWord(m_limits.rows), sizeText(m_limits.bytes))
        : exact ? tr("%1 are selected").arg(rowsWord(rows))
                : tr("About %1 are selected").arg(rowsWord(rows));
    m_bar->setText(tr("%1. A copy is held in memory; an export is written to a file.").arg(many));
    m_first->setText(tr("Copy the first %1").arg(countText(m_limits.rows)));
    m_bar->show();
}

// What lies over the rows, and the new ones behind them, as they are shown.
data::ClipOverlay WholeCopy::overlay(const std::vector<int> &columns) const
{
    data::ClipOverlay overlay;
    const GridRows &rows = m_model->rows();
    if (!rows.isEditing())
        return overlay;
    for (const data::StagedRow *row : m_model->overlay().session()->changes()->ordered()) {
        if (row->kind == data::ChangeKind::Update)
            overlay.cells[row->key] = row->cells;
    }
    for (int row = rows.readCount(); row < rows.count(); ++row) {
        if (rows.state(row) != RowState::New)
            continue; // it is saved: the server has it
        data::ClipRow line;
        for (const int column : columns)
            line.cells.push_back(rows.value(row, column));
        overlay.added.push_back(std::move(line));
    }
    return overlay;
}

void WholeCopy::start(const data::ClipLimits &limits, WhenMore whenMore)
{
    m_bar->hide();
    if (!m_model->isOpen() || isRunning())
        return;
    const auto clip = data::WholeClip::make(
        *m_model->pages().query(), m_model->rows().target(), m_columns, m_format, limits, overlay(m_columns));
    if (!clip)
        return Q_EMIT message(clip.error().message + u". "_s + clip.error().hint);
    const auto taken = m_connection->takeSession(connection::SessionRole::Rows, u"copy"_s);
    if (!taken)
        return Q_EMIT message(taken.error().message);
    m_session = *taken;
    m_clip = *clip;
    m_task =
        m_tasks->start(tr("Copying the rows of %1").arg(m_model->pages().query()->shape().name), [this] { cancel(); });
    Q_EMIT message(tr("Copying all rows"));
    m_tick.start();
    const auto sink = [clip = m_clip](const connection::RowBatch &rows) { return clip->take(rows); };
    m_asked.ask(this, m_session->stream(m_clip->statement(), sink), [this, whenMore](const auto &answer) {
        ended(answer, whenMore);
    });
}

void WholeCopy::ended(const Result<connection::Answer> &answer, WhenMore whenMore)
{
    const std::shared_ptr<data::WholeClip> clip = m_clip;
    close();
    if (!answer)
        return Q_EMIT message(
            answer.error().kind == ErrorKind::Cancelled ? tr("Nothing was copied: cancelled") : answer.error().message);
    const QByteArray text = clip->finish();
    if (clip->isCut() && whenMore == WhenMore::Ask)
        return ask(-1, false);
    toClipboard(text);
    const QString copied = tr("%1 copied, %2").arg(rowsWord(clip->rows()), sizeText(text.size())) + m_leftOut;
    Q_EMIT message(clip->isCut() ? copied + u". "_s + tr("There are more, which are not in it") : copied);
}

void WholeCopy::cancel()
{
    if (m_session)
        m_session->cancel();
}

void WholeCopy::close()
{
    m_asked.drop();
    m_tick.stop();
    m_task.finish();
    m_session.reset(); // cancels what still runs
    m_clip.reset();
    m_bar->hide();
}

} // namespace howdah::ui
