// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/review/findingsdialog.h"

#include "common/quantities.h"
#include "migration/lint/lintreport.h"

#include <QTreeView>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QString headingOf(const std::vector<migration::Finding> &findings)
{
    const migration::LintCounts counts = migration::countFindings(findings);
    const QString summary = findingsWord(counts.errors, counts.warnings);
    return summary.isEmpty() ? FindingsDialog::tr("Notes only") : summary;
}

FindingsDialog::FindingsDialog(const std::vector<migration::Finding> &findings, QWidget *parent)
    : DialogFrame({.title = tr("Checks"), .heading = headingOf(findings), .text = {}}, parent)
{
    setObjectName(u"findingsDialog"_s);
    auto *view = new FindingsView;
    view->setFindings(findings);
    view->setRewritable(true);
    content()->addWidget(view, 1);
    connect(addAccept(tr("Close")), &QPushButton::clicked, this, &FindingsDialog::accept);
    connect(view, &FindingsView::placeRequested, this, [this](const migration::Finding &finding) {
        accept();
        Q_EMIT placeRequested(finding);
    });
    connect(view, &FindingsView::rewriteRequested, this, [this](const migration::Finding &finding) {
        accept();
        Q_EMIT rewriteRequested(finding);
    });
    resizeWithin({860, 560});
    view->list()->setFocus();
}

} // namespace howdah::ui
