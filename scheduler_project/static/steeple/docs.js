"use strict";

// Turm's document spells the way to its operations in several ways; these are led to
// what they mean: a blank in place of the slash, and an id that was copied.
const copiedIds = {
  Neuen_interval_Job_anlegen_schedule_cron_newjob__post:
    "Neuen_Corn_Job_anlegen_schedule_cron_newjob__post",
};

function meant(hash) {
  let text;
  try {
    text = decodeURIComponent(hash);
  } catch {
    return hash;
  }
  const found = /^#\/?TurmJobs[\s/]+(\w+)$/.exec(text);
  return found ? `#/TurmJobs/${copiedIds[found[1]] ?? found[1]}` : hash;
}

function csrfToken() {
  return /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1];
}

// Swagger UI reports every `_` of an operation's id as an error, for the sake of links
// that were made before 2018; so the way from a link to its operation is our own.
const links = () => ({
  statePlugins: {
    layout: {
      wrapActions: {
        parseDeepLinkHash: (original, { layoutActions, layoutSelectors }) => (hash) => {
          if (!hash.includes("_")) {
            return original(hash);
          }
          const parts = meant(hash).replace(/^#?!?\/?/, "").split("/");
          const place = layoutSelectors.isShownKeyFromUrlHashArray(parts);
          layoutActions.show(layoutSelectors.isShownKeyFromUrlHashArray([parts[0]]), true);
          layoutActions.show(place, true);
          return layoutActions.scrollTo(place);
        },
      },
    },
  },
});

if (meant(window.location.hash) !== window.location.hash) {
  window.location.replace(meant(window.location.hash));
}
const place = document.getElementById("swagger-ui");
const ui = SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [links],
  layout: "BaseLayout",
  deepLinking: true,
  displayOperationId: false,
  docExpansion: "none",
  filter: true,
  persistAuthorization: false,
  requestSnippetsEnabled: false,
  tryItOutEnabled: false,
  validatorUrl: null,
  requestInterceptor(request) {
    // Who is signed in to the admin and gave no key acts with that session.
    const token = csrfToken();
    if (token && !request.loadSpec && !request.headers.Authorization) {
      request.headers["X-CSRFToken"] = token;
    }
    return request;
  },
});
// Swagger UI reads the hash once; a link that is followed later is opened anew.
window.addEventListener("hashchange", () => {
  if (meant(window.location.hash) !== window.location.hash) {
    window.location.replace(meant(window.location.hash));
    window.location.reload();
  }
});
