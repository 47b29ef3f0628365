// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How the dialog that imports profiles is put together.
#include "common/widgets.h"
#include "common/density.h"
#include "connect/dialog/profileimportdialog.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QTabBar>
#include <QTabWidget>
#include <QTableWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::FoundPasswords;
using connection::ProfileFormat;

namespace {

constexpr int pauseMs = 150;
constexpr int sourceHeight = 130;

} // namespace

ProfileImportDialog::ProfileImportDialog(QWidget *parent)
    : DialogFrame(
          named(
              tr("Import profiles"),
              tr("A URI, an .env file with DATABASE_*, pg_service.conf, .pgpass, pgAdmin's servers.json, DBeaver's "
                 "data-sources.json, or a Howdah export.")),
          parent)
    , m_source(new QTabWidget)
    , m_file(new QLineEdit)
    , m_text(new QPlainTextEdit)
    , m_format(new QComboBox)
    , m_problem(new Banner(Tone::Failed))
    , m_hint(mutedLabel())
    , m_table(new QTableWidget)
    , m_notes(new QListWidget)
    , m_notesTitle(plainLabel())
    , m_detourBox(new QWidget)
    , m_passwords(new QButtonGroup(this))
{
    setMinimumSize(680, 520);
    resize(820, 620);
    content()->addWidget(buildSource());
    content()->addWidget(buildPreview(), 1);
    content()->addWidget(m_passwordBox = buildPasswords());
    addSafe(tr("Cancel"));
    m_import = addAccept(tr("Import"));
    m_import->setDefault(true);
    connect(m_import, &QPushButton::clicked, this, &ProfileImportDialog::takeOver);
    m_later.setSingleShot(true);
    m_later.setInterval(pauseMs);
    connect(&m_later, &QTimer::timeout, this, &ProfileImportDialog::readNow);
    connect(m_source, &QTabWidget::currentChanged, this, &ProfileImportDialog::readLater);
    connect(m_file, &QLineEdit::textChanged, this, &ProfileImportDialog::readLater);
    connect(m_text, &QPlainTextEdit::textChanged, this, &ProfileImportDialog::readLater);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ProfileImportDialog::readLater);
    connect(m_table, &QTableWidget::itemChanged, this, [this] { judge(); });
    m_problem->hide();
    m_passwordBox->hide();
    fillNotes();
    judge();
    m_file->setFocus();
}

QWidget *ProfileImportDialog::buildSource()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::inside);
    m_source->setDocumentMode(true);
    m_source->tabBar()->setAccessibleName(tr("Source"));
    m_source->setFixedHeight(sourceHeight);
    auto *file = new QWidget;
    auto *row = new QHBoxLayout(file);
    row->setContentsMargins(0, space::inside + space::tight, 0, 0);
    m_file->setAccessibleName(tr("File"));
    m_file->setPlaceholderText(tr("Path of the file"));
    auto *choose = button(tr("Choose a file…"));
    connect(choose, &QPushButton::clicked, this, &ProfileImportDialog::chooseFile);
    row->addWidget(m_file, 1, Qt::AlignTop);
    row->addWidget(choose, 0, Qt::AlignTop);
    m_source->addTab(file, tr("From a file"));
    auto *pasted = new QWidget;
    auto *under = new QVBoxLayout(pasted);
    under->setContentsMargins(0, space::inside + space::tight, 0, 0);
    m_text->setAccessibleName(tr("Text"));
    m_text->setPlaceholderText(tr("Paste it here. Its contents stay in this window until they are imported."));
    m_text->setFont(fixedFont());
    m_text->setTabChangesFocus(true);
    m_text->setUndoRedoEnabled(false); // it may hold passwords
    under->addWidget(m_text);
    m_source->addTab(pasted, tr("From text"));
    column->addWidget(m_source);
    auto *line = new QHBoxLayout;
    QLabel *label = plainLabel(tr("&Format"));
    label->setBuddy(m_format);
    m_format->setAccessibleName(tr("Format"));
    m_format->addItem(tr("Detect"));
    for (const ProfileFormat each : connection::importFormats())
        m_format->addItem(connection::formatName(each), int(each));
    line->addWidget(label);
    line->addWidget(m_format);
    line->addStretch(1);
    column->addLayout(line);
    return box;
}

QWidget *ProfileImportDialog::buildPreview()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::tight);
    column->addWidget(m_problem, 0, Qt::AlignTop);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    column->addWidget(m_hint, 1);
    m_table->setAccessibleName(tr("Profiles to create"));
    m_table->setColumnCount(5);
    m_table->setHorizontalHeaderLabels({tr("Name"), tr("Connects to"), tr("Kind"), tr("Password"), tr("Problem")});
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight());
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_table->setTextElideMode(Qt::ElideMiddle);
    for (const auto &[section, width] : {std::pair(0, 170), {1, 230}, {2, 120}, {3, 120}})
        m_table->setColumnWidth(section, width);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    column->addWidget(m_table, 3);
    column->addWidget(m_notesTitle);
    m_notes->setAccessibleName(tr("What is not imported, and why"));
    m_notes->setWordWrap(true);
    m_notes->setSelectionMode(QAbstractItemView::NoSelection);
    m_notes->setMinimumHeight(3 * space::rowCompact);
    column->addWidget(m_notes, 2);
    auto *choices = new QVBoxLayout(m_detourBox);
    choices->setContentsMargins(0, space::tight, 0, 0);
    choices->setSpacing(space::tight);
    m_detourBox->hide();
    column->addWidget(m_detourBox);
    return box;
}

QWidget *ProfileImportDialog::buildPasswords()
{
    auto *box = new QWidget;
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::group);
    row->addWidget(plainLabel(tr("Passwords that were found")));
    const std::pair<FoundPasswords, QString> places[] = {
        {FoundPasswords::Keychain, tr("go into the &keychain")},
        {FoundPasswords::Ask, tr("are &asked for each time")},
        {FoundPasswords::Drop, tr("are &dropped")}};
    for (const auto &[place, text] : places) {
        auto *choice = new QRadioButton(text);
        choice->setAccessibleName(tr("Passwords that were found %1").arg(QString(text).remove(u'&')));
        m_passwords->addButton(choice, int(place));
        row->addWidget(choice);
    }
    row->addStretch(1);
    m_passwords->button(int(FoundPasswords::Keychain))->setChecked(true);
    return box;
}

void ProfileImportDialog::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Choose a file"), QFileInfo(m_file->text()).path());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setFilter(dialog->filter() | QDir::Hidden); // .env and .pgpass
    connect(dialog, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    dialog->open();
}

} // namespace howdah::ui
