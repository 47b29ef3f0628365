// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/findingsview.h"

#include "common/captions.h"
#include "common/icons.h"
#include "common/widgets.h"

#include <QHeaderView>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Finding;

Tone toneOf(migration::Severity severity)
{
    switch (severity) {
    case migration::Severity::Info:
        return Tone::Neutral;
    case migration::Severity::Warning:
        return Tone::Edited;
    case migration::Severity::Error:
        return Tone::Failed;
    }
    return Tone::Neutral;
}

QString severityWord(migration::Severity severity)
{
    switch (severity) {
    case migration::Severity::Info:
        return FindingsView::tr("Note");
    case migration::Severity::Warning:
        return FindingsView::tr("Warning");
    case migration::Severity::Error:
        return FindingsView::tr("Error");
    }
    return {};
}

static QIcon iconOf(migration::Severity severity)
{
    switch (severity) {
    case migration::Severity::Info:
        return icon(u"dialog-information", Tone::Neutral);
    case migration::Severity::Warning:
        return icon(u"dialog-warning", Tone::Edited);
    case migration::Severity::Error:
        return icon(u"dialog-error", Tone::Failed);
    }
    return {};
}

// ---- the model

void FindingModel::setFindings(std::vector<Finding> findings)
{
    beginResetModel();
    m_findings = std::move(findings);
    std::ranges::stable_sort(m_findings, std::greater{}, &Finding::severity);
    endResetModel();
}

int FindingModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_findings.size()); }

int FindingModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QVariant FindingModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Finding &finding = m_findings[size_t(index.row())];
    if (role == SeverityRole)
        return int(finding.severity);
    if (role == Qt::DecorationRole && index.column() == Severity)
        return iconOf(finding.severity);
    if (role == Qt::ToolTipRole)
        return QString(u"<p>"_s + finding.message.toHtmlEscaped());
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(index.column())) {
    case Severity:
        return severityWord(finding.severity);
    case Place:
        return u"%1:%2"_s.arg(finding.file).arg(finding.line);
    case Message:
        return finding.message;
    case ColumnCount:
        break;
    }
    return {};
}

QVariant FindingModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Severity:
        return tr("Severity");
    case Place:
        return tr("Where");
    case Message:
        return tr("Finding");
    case ColumnCount:
        break;
    }
    return {};
}

// ---- the view

FindingsView::FindingsView(QWidget *parent)
    : QWidget(parent)
    , m_list(new QTreeView)
    , m_text(plainLabel())
    , m_rewrite(button({}))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::inside);
    m_list->setObjectName(u"findings"_s);
    m_list->setAccessibleName(tr("Findings of the checks"));
    m_list->setModel(&m_model);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->header()->setStretchLastSection(true);
    column->addWidget(m_list, 1);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setObjectName(u"findingText"_s);
    m_text->setContentsMargins(space::inside, 0, space::inside, space::inside);
    column->addWidget(m_text);
    m_rewrite->setObjectName(u"rewrite"_s);
    auto *row = new QHBoxLayout;
    row->addWidget(m_rewrite);
    row->addStretch(1);
    column->addLayout(row);
    m_rewrite->hide();
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &FindingsView::showCurrent);
    connect(m_list, &QTreeView::activated, this, [this](const QModelIndex &at) {
        Q_EMIT placeRequested(m_model.finding(at.row()));
    });
    connect(m_rewrite, &QPushButton::clicked, this, [this] {
        if (const QModelIndex at = m_list->currentIndex(); at.isValid())
            Q_EMIT rewriteRequested(m_model.finding(at.row()));
    });
}

void FindingsView::setFindings(std::vector<Finding> findings)
{
    m_model.setFindings(std::move(findings));
    for (const int column : {FindingModel::Severity, FindingModel::Place})
        m_list->resizeColumnToContents(column);
    if (m_model.rowCount() > 0)
        m_list->setCurrentIndex(m_model.index(0, 0));
    showCurrent();
}

void FindingsView::setRewritable(bool rewritable)
{
    m_rewritable = rewritable;
    showCurrent();
}

void FindingsView::showCurrent()
{
    const QModelIndex at = m_list->currentIndex();
    m_text->setVisible(at.isValid());
    m_rewrite->setVisible(at.isValid() && m_rewritable && m_model.finding(at.row()).rewrite.has_value());
    if (!at.isValid())
        return;
    const Finding &finding = m_model.finding(at.row());
    QStringList lines{finding.message};
    if (!finding.lock.isEmpty())
        lines
            << (finding.blocks.isEmpty()
                    ? tr("Lock: %1 on %2").arg(finding.lock, finding.relation)
                    : tr("Lock: %1 on %2; waiting: %3").arg(finding.lock, finding.relation, finding.blocks));
    lines << finding.reason << finding.hint << tr("To allow it: -- howdah: allow %1").arg(finding.rule);
    lines.removeAll(QString());
    m_text->setText(lines.join(u'\n'));
    if (finding.rewrite) {
        m_rewrite->setText(plainCaption(finding.rewrite->title));
        m_rewrite->setToolTip(tr("Edit the file; the change is shown first"));
    }
}

} // namespace howdah::ui
