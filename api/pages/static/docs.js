// Starts Swagger UI on the description of this service; kept in a file, since pages allow no inline script.
const target = document.getElementById("swagger");
window.SwaggerUIBundle({
  url: target.dataset.url,
  domNode: target,
  deepLinking: true,
  validatorUrl: null,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});
