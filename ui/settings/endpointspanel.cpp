// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/endpointspanel.h"

#include "base/whendone.h"
#include "common/prompter.h"
#include "common/tooltips.h"
#include "common/widgets.h"
#include "settings/endpointdialog.h"
#include "value/valuetext.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPointer>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::Endpoint;

constexpr int EndpointsHeight = 132;

EndpointsPanel::EndpointsPanel(const PageServices &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_list(new QTreeWidget)
    , m_add(button(tr("Add…")))
    , m_edit(button(tr("Edit…")))
    , m_use(button(tr("Use by default")))
    , m_remove(button(tr("Remove…")))
    , m_news(plainLabel())
{
    m_list->setObjectName(u"endpoints"_s);
    m_list->setAccessibleName(tr("Endpoints"));
    m_list->setHeaderLabels({tr("Name"), tr("Address"), tr("Model"), tr("Time-out"), tr("Key")});
    m_list->setRootIsDecorated(false);
    m_list->setFixedHeight(EndpointsHeight);
    m_add->setObjectName(u"addEndpoint"_s);
    m_edit->setObjectName(u"editEndpoint"_s);
    m_use->setObjectName(u"useEndpoint"_s);
    m_remove->setObjectName(u"removeEndpoint"_s);
    m_news->setObjectName(u"endpointNews"_s);
    m_news->setWordWrap(true);
    auto *about = mutedLabel(
        tr("Servers that prompts may be sent to: Ollama, llama.cpp, vLLM or a provider that speaks OpenAI's protocol. "
           "Nothing is sent before one is configured. Keys are in the keychain."));
    about->setWordWrap(true);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    for (QPushButton *one : {m_add, m_edit, m_use, m_remove})
        row->addWidget(one);
    row->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::tight, 0, space::tight);
    column->setSpacing(space::inside);
    column->addWidget(about);
    column->addWidget(m_list);
    column->addLayout(row);
    column->addWidget(m_news);
    connect(m_add, &QPushButton::clicked, this, [this] { edit({}); });
    connect(m_edit, &QPushButton::clicked, this, [this] {
        if (const Endpoint *one = current())
            edit(*one);
    });
    connect(m_list, &QTreeWidget::itemActivated, m_edit, &QPushButton::click);
    connect(m_use, &QPushButton::clicked, this, [this] {
        if (const Endpoint *one = current())
            carryOut(QtConcurrent::run([name = one->name] { return operations::useEndpoint(name); }));
    });
    connect(m_remove, &QPushButton::clicked, this, &EndpointsPanel::askRemove);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &EndpointsPanel::follow);
    follow();
}

void EndpointsPanel::refresh()
{
    carryOut(QtConcurrent::run([] { return prompt::readEndpoints(); }));
}

void EndpointsPanel::carryOut(const QFuture<Answer> &work)
{
    m_reads.ask(this, work, [this](const Answer &endpoints) { take(endpoints); });
}

void EndpointsPanel::take(const Answer &endpoints)
{
    if (endpoints) {
        const Endpoint *before = current();
        const QString name = before ? before->name : QString();
        m_endpoints = *endpoints;
        const Result<Endpoint> usual = prompt::findEndpoint(m_endpoints);
        m_list->clear();
        QStringList readable;
        for (const Endpoint &one : m_endpoints.list) {
            const bool isUsual = usual && usual->name == one.name;
            auto *item = new QTreeWidgetItem(QStringList{
                isUsual ? tr("%1 (default)").arg(singleLine(one.name)) : singleLine(one.name), singleLine(one.baseUrl),
                one.model.isEmpty() ? tr("the prompt's") : singleLine(one.model), tr("%1 s").arg(one.timeout.count()),
                one.hasKey ? tr("in the keychain") : tr("none")});
            m_list->addTopLevelItem(item);
            if (one.name == name)
                m_list->setCurrentItem(item);
            if (isReadableOnTheWay(one))
                readable << one.name;
        }
        for (int i = 0; i < m_list->columnCount(); ++i)
            m_list->resizeColumnToContents(i);
        m_news->setText(
            readable.isEmpty()
                ? QString()
                : tr("Not encrypted (http), so whoever is on the way can read prompts, answers and keys: %1")
                      .arg(readable.join(u", "_s)));
    } else {
        m_news->setText(describe(endpoints.error()));
    }
    m_news->setVisible(!m_news->text().isEmpty());
    follow();
    Q_EMIT shown();
}

const Endpoint *EndpointsPanel::current() const
{
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    return row >= 0 && size_t(row) < m_endpoints.list.size() ? &m_endpoints.list[size_t(row)] : nullptr;
}

void EndpointsPanel::follow()
{
    for (QPushButton *one : {m_edit, m_use, m_remove})
        one->setEnabled(current());
}

void EndpointsPanel::edit(const Endpoint &endpoint)
{
    auto *dialog = new EndpointDialog(endpoint, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &EndpointDialog::saved, this, &EndpointsPanel::take);
    Q_EMIT dialogOpened(dialog);
    dialog->open();
}

void EndpointsPanel::askRemove()
{
    const Endpoint *one = current();
    if (!one)
        return;
    Question question;
    question.title = tr("Remove this endpoint?");
    question.text = tr("%1: %2\nIts key is removed from the keychain, too.").arg(one->name, one->baseUrl);
    question.acceptText = tr("Remove");
    question.tone = Tone::Failed;
    m_services.prompter->confirm(this, question, [this, name = one->name](bool accepted) {
        if (accepted)
            carryOut(QtConcurrent::run([name] { return operations::removeEndpoint(name); }));
    });
}

} // namespace howdah::ui
